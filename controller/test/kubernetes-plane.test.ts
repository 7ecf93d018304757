import { standingFor, type RouteTable } from '@strangler/migration-plan'
import { expect } from 'chai'
import { tableOf as tableOfTest } from '../../haproxy/test/support/tables.ts'
import { eventually } from '../../tests/support/eventually.ts'
import { createClient, type ControllerClient } from '../src/client.ts'
import { ControllerError } from '../src/errors.ts'
import { connectCluster } from '../src/planes/kubernetes-cluster.ts'
import { createKubernetesPlane } from '../src/planes/kubernetes-plane.ts'
import type { Plane } from '../src/planes/plane.ts'
import { startApiServer, type ApiServer } from './support/api-server.ts'
import {
  controllerDatabase,
  startControllerProcess,
  type ControllerProcess,
} from './support/controller-process.ts'
import type { HttpRouteObject } from './support/http-route-objects.ts'
import { planText, temporaryPlan, type TemporaryPlan } from './support/temporary-plan.ts'

const UPSTREAMS = { old: { url: 'http://old:1' }, new: { url: 'http://new:1' } }
const OPTIONS = { namespace: 'shop', gateway: { name: 'public' } }
const ROUTES = ['search', 'list'].map((id) => ({ id, match: { path: `/${id}` } }))

const setWeights =
  (legacy: number, candidate: number) =>
  ({ spec }: HttpRouteObject): void => {
    for (const { backendRefs } of spec.rules)
      for (const [at, ref] of (backendRefs ?? []).entries()) ref.weight = at === 0 ? legacy : candidate
  }

describe('the HTTPRoutes of a cluster as a plane', () => {
  let server: ApiServer
  let plane: Plane
  let version = 1

  const table = (weights: Readonly<Record<string, number>>, routes: readonly object[] = ROUTES): RouteTable =>
    tableOfTest({
      routes: routes as typeof ROUTES,
      upstreams: UPSTREAMS,
      standings: Object.fromEntries(Object.entries(weights).map(([id, weight]) => [id, standingFor(weight)])),
      version: version++,
    })
  const tell = async (next: RouteTable): Promise<void> => {
    await plane.observe()
    server.writes.splice(0)
    await plane.apply(next)
  }
  const refusal = async (work: Promise<unknown>): Promise<{ code: string; message: string }> => {
    const thrown: unknown = await work.then(
      () => null,
      (error: unknown) => error,
    )
    if (thrown instanceof ControllerError) return { code: thrown.code, message: thrown.message }
    throw new Error(`not refused: ${String(thrown)}`)
  }

  before(async () => {
    server = await startApiServer()
    plane = createKubernetesPlane(connectCluster(server.kubeconfig, 'shop'), OPTIONS, 'test')
  })
  after(async () => {
    await plane.close()
    await server.close()
  })

  it('has no version before it is told, and then that of the table, with its weights', async () => {
    expect(await plane.observe()).to.deep.equal({ instance: 'none', version: null, weights: {}, traffic: {} })
    const first = table({ search: 33 })
    await tell(first)
    const seen = await plane.observe()
    expect(seen).to.deep.include({ version: first.version, weights: { search: 33, list: 0, unclaimed: 0 } })
    expect(server.get('test.search').metadata.annotations).to.include({ 'strangler/weight': '33' })
    expect(seen.instance).to.equal(server.get('test.unclaimed').metadata.uid)
  })

  it('writes by server-side apply as one field manager, what tells of the whole table last', async () => {
    await tell(table({ search: 50, list: 5 }))
    expect(server.writes).to.have.length(3)
    for (const write of server.writes)
      expect(write).to.match(
        /^PATCH \S+ application\/apply-patch\+yaml\?.*fieldManager=strangler&fieldValidation=Strict&force=false$/,
      )
    expect(server.writes.at(-1)).to.contain('PATCH test.unclaimed ')
    expect(server.get('test.search').metadata.managedFields).to.have.length(1)
  })

  it('writes only what moves, and what tells of the whole table', async () => {
    await tell(table({ search: 33 }))
    await tell(table({ search: 50 }))
    expect(server.writes.map((write) => write.split(' ')[1])).to.deep.equal(['test.search', 'test.unclaimed'])
  })

  it('shows what somebody edited by hand, and takes it back when told to', async () => {
    await tell(table({ search: 50 }))
    server.edit('test.search', setWeights(75, 25))
    expect((await plane.observe()).weights).to.include({ search: 25 })
    await tell(table({ search: 50 }))
    expect((await plane.observe()).weights).to.include({ search: 50 })
    expect(
      server.writes
        .filter((write) => write.includes('test.search'))
        .map((write) => /force=\w+/.exec(write)?.[0]),
    ).to.deep.equal(['force=false', 'force=true'])
    server.edit('test.search', setWeights(2, 1))
    expect((await plane.observe()).weights).to.include({ search: null })
    await tell(table({ search: 50 }))
  })

  it('overwrites nothing that was edited since it looked', async () => {
    await tell(table({ search: 50 }))
    await plane.observe()
    server.beforeNextWrite(() => server.edit('test.search', setWeights(99, 1)))
    const { code, message } = await refusal(plane.apply(table({ search: 100 })))
    expect(code).to.equal('ERR_PLANE_REFUSED')
    expect(message).to.equal(
      'HTTPRoute "test.search" was changed in the meantime; look at the status, and try again',
    )
    expect((await plane.observe()).weights).to.include({ search: 1 })
    await tell(table({ search: 50 }))
  })

  it('bears with a Gateway that writes its status meanwhile', async () => {
    await plane.observe()
    server.beforeNextWrite(() => server.setStatus('test.search', { parents: [] }))
    await plane.apply(table({ search: 5 }))
    expect((await plane.observe()).weights).to.include({ search: 5 })
  })

  it('makes anew what somebody deleted, and deletes what the plan has no more', async () => {
    await tell(table({}))
    server.remove('test.list')
    await tell(table({}))
    expect(server.objects().map(({ metadata }) => metadata.name)).to.have.members([
      'test.search',
      'test.list',
      'test.unclaimed',
    ])
    await tell(table({}, ROUTES.slice(0, 1)))
    expect(server.objects().map(({ metadata }) => metadata.name)).not.to.include('test.list')
  })

  it('is another instance after everything was deleted', async () => {
    const { instance } = await plane.observe()
    for (const { metadata } of server.objects()) server.remove(metadata.name)
    await tell(table({}))
    expect((await plane.observe()).instance).not.to.equal(instance)
  })

  it('tells of what a Gateway did not take', async () => {
    await tell(table({}))
    for (const { metadata } of server.objects())
      server.setStatus(metadata.name, { parents: [{ conditions: [] }] })
    expect(await plane.inspect?.()).to.deep.include.members([
      { about: 'plane kubernetes', level: 'ok', what: 'a Gateway has taken its 3 HTTPRoutes', remedy: null },
    ])
    const condition = { type: 'ResolvedRefs', status: 'False', message: 'Service new not found' }
    server.setStatus('test.search', { parents: [{ conditions: [condition] }] })
    expect((await plane.inspect?.())?.map(({ what }) => what)).to.deep.equal([
      'HTTPRoute "test.search": ResolvedRefs is False: Service new not found',
    ])
  })

  it('refuses what no Gateway can serve, and writes nothing', async () => {
    const sticky = { id: 'search', match: { path: '/search' }, split: { by: 'user', cookie: 'id' } }
    await plane.observe()
    server.writes.splice(0)
    const { code, message } = await refusal(plane.apply(table({ search: 5 }, [sticky])))
    expect(code).to.equal('ERR_PLANE_REFUSED')
    expect(message).to.contain('users keep their side at weight 5')
    expect(server.writes).to.deep.equal([])
  })

  for (const [how, code, says] of [
    ['forbid', 'ERR_PLANE_UNREACHABLE', 'may get, list, patch, create and delete httproutes'],
    ['fail', 'ERR_PLANE_UNREACHABLE', 'answers 500: etcdserver: request timed out'],
    ['hang', 'ERR_PLANE_UNREACHABLE', 'timeout'],
  ] as const)
    it(`tells of an API server that answers nothing good: ${how}`, async () => {
      server.behave(how)
      const told = await refusal(plane.observe())
      server.behave('well')
      expect(told.code).to.equal(code)
      expect(told.message).to.contain(says)
    })
})

describe('a controller that steers a Gateway', function () {
  this.timeout(60_000)
  let server: ApiServer
  let plan: TemporaryPlan
  let database: Awaited<ReturnType<typeof controllerDatabase>>
  let controller: ControllerProcess
  let client: ControllerClient

  before(async () => {
    server = await startApiServer()
    database = await controllerDatabase()
    plan = await temporaryPlan(
      planText('')
        .replace(/old: .*/, `old: { url: 'http://old:1' }`)
        .replace(/new: .*/, `new: { url: 'http://new:1' }`),
    )
    controller = await startControllerProcess({
      DATABASE_URL: database.url,
      PLAN_FILE: plan.file,
      KUBECONFIG: server.kubeconfig,
      KUBERNETES_GATEWAY: 'edge/public',
      KUBERNETES_NAMESPACE: 'shop',
    })
    client = createClient({ url: controller.env['STRANGLER_URL'], token: controller.env['STRANGLER_TOKEN'] })
    await eventually(async () => (await client.status()).planes.every(({ inSync }) => inSync))
    await eventually(async () => (await client.status()).role === 'leader')
  })
  after(async () => {
    await controller.child.stop()
    await Promise.all([server.close(), plan.remove(), database.close()])
  })
  const route = async () => (await client.status()).routes.find(({ id }) => id === 'static')!
  const weights = (): unknown =>
    server.get('example.static').spec.rules[0]?.backendRefs?.map(({ weight }) => weight)

  it('tells that nobody counts for gates on errors and latency, and what to do', async () => {
    const { findings } = await client.doctor()
    const gates = findings.find(({ about }) => about === 'gates')
    expect(gates?.level).to.equal('warn')
    expect(gates?.what).to.match(/^no plane counts requests, so the gates of .*"static".* stay inconclusive$/)
    expect(gates?.remedy).to.contain('gates.metrics').and.contain('PROMETHEUS_URL')
  })

  it('moves a route by its weights', async () => {
    await client.set('static', 33)
    expect(weights()).to.deep.equal([67, 33])
    expect(await route()).to.deep.include({ weight: 33, planes: { kubernetes: 33 }, inSync: true })
  })

  it('holds a route that somebody edited, until the edit is adopted', async () => {
    server.edit('example.static', setWeights(90, 10))
    await eventually(async () => (await route()).hold !== null, { withinMs: 5000 })
    expect((await route()).hold?.why).to.contain('kubernetes')
    await client.restrain('static', 'adopt')
    expect(await route()).to.deep.include({ weight: 10, hold: null, inSync: true })
  })

  it('takes an edit back that is reverted', async () => {
    server.edit('example.static', setWeights(1, 1))
    await eventually(async () => (await route()).hold !== null, { withinMs: 5000 })
    await client.restrain('static', 'revert')
    expect(weights()).to.deep.equal([90, 10])
    expect(await route()).to.deep.include({ weight: 10, hold: null, inSync: true })
  })
})
