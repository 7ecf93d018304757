import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { createEdge, HaproxyError, renderEdge, writeEdgeFiles } from '@strangler/haproxy'
import type { RouteTable } from '@strangler/migration-plan'
import { eventually } from '../../tests/support/eventually.ts'
import { startHaproxy, type Answer, type TestHaproxy } from './support/haproxy.ts'
import { tableOf } from './support/tables.ts'
import { startUpstream, type TestUpstream } from './support/upstream.ts'

describe('an edge that is steered', () => {
  let old: TestUpstream
  let young: TestUpstream
  let haproxy: TestHaproxy
  let version = 0

  const table = (weights: Readonly<Record<string, number>>, more: readonly string[] = []): RouteTable =>
    tableOf({
      upstreams: {
        old: { url: old.url, health: '/healthz' },
        new: { url: young.url, health: '/healthz' },
      },
      routes: [
        { id: 'a', match: { path: '/a' }, expose: true },
        { id: 'user', match: { path: '/user' }, split: { by: 'user', header: 'X-User' } },
        { id: 'secret', match: { path: '/secret/*' }, deny: true },
        ...more.map((id) => ({ id, match: { path: `/${id}` }, expose: true })),
      ],
      weights,
      version: ++version,
    })
  const workers = async (): Promise<string> => {
    const proc = await eventually(() => haproxy.ask('show proc', 'master'))
    return /\n(\d+)\s+worker/.exec(proc)?.[1] ?? ''
  }

  beforeEach(async () => {
    old = await startUpstream('old')
    young = await startUpstream('new')
    haproxy = await startHaproxy(table({}))
  })

  afterEach(async () => {
    await haproxy.close()
    await old.close()
    await young.close()
  })

  /** Asks without a pause until told to stop; gives how many requests there were, and what went wrong. */
  function load(): { stop(): Promise<{ asked: number; failures: readonly string[] }> } {
    let going = true
    let asked = 0
    const failures: string[] = []
    const client = async (at: number): Promise<void> => {
      while (going) {
        asked++
        const method = asked % 3 === 0 ? 'POST' : 'GET'
        const connection = at === 0 ? { connection: 'close' } : {}
        try {
          const { status } = await haproxy.get(
            asked % 2 ? '/a' : '/user',
            { 'x-user': `${asked}`, ...connection },
            method,
          )
          if (status !== 200) failures.push(`${method}: ${status}`)
        } catch (error) {
          failures.push(`${method}: ${String(error)}`)
        }
      }
    }
    const clients = Promise.all(Array.from({ length: 6 }, (_, at) => client(at)))
    return {
      async stop() {
        going = false
        await clients
        return { asked, failures }
      },
    }
  }

  it('changes weights without a reload and without a failed request', async () => {
    const before = await workers()
    const { instance } = await haproxy.edge.observe()
    const traffic = load()
    for (let round = 0; round < 20; round++) {
      const weight = [0, 5, 33, 50, 100][round % 5] ?? 0
      const rules = table({ a: weight, user: weight })
      await haproxy.edge.apply(rules)
      const seen = await haproxy.edge.observe()
      expect(seen.weights).to.include({ a: weight, user: weight })
      expect(seen).to.include({ instance, version: rules.version })
    }
    const { asked, failures } = await traffic.stop()
    expect(failures).to.deep.equal([])
    expect(asked).to.be.greaterThan(100)
    expect(await workers()).to.equal(before)
  })

  it('takes another structure by a reload without a failed request, keeping weights and drains', async () => {
    await haproxy.edge.apply(table({ a: 33 }))
    await haproxy.ask('set server user/candidate state drain')
    const { instance } = await haproxy.edge.observe()
    const traffic = load()
    for (const more of [['b'], ['b', 'c'], []]) await haproxy.edge.apply(table({ a: 33, user: 50 }, more))
    const { asked, failures } = await traffic.stop()
    expect(failures).to.deep.equal([])
    expect(asked).to.be.greaterThan(100)
    const seen = await haproxy.edge.observe()
    expect(seen.weights).to.deep.equal({ a: 33, user: null, secret: 0, unclaimed: 0 })
    expect(seen.instance).not.to.equal(instance)
    expect(await readdir(join(haproxy.options.directory, 'generations'))).to.have.length(1)
  })

  it('finishes over a reload what was begun before it', async () => {
    const slow = haproxy.get('/a?wait=700')
    await eventually(async () => ((await haproxy.edge.observe()).traffic['a']?.legacy.inFlight ?? 0) === 1)
    await haproxy.edge.apply(table({ a: 100 }, ['b']))
    expect(JSON.parse((await slow).body)).to.include({ upstream: 'old' })
    haproxy.hangUp()
    expect(await haproxy.who('/a')).to.equal('new')
  })

  it('takes new addresses of an upstream, keeping the weights', async () => {
    await haproxy.edge.apply(table({ a: 100 }))
    const newer = await startUpstream('newer')
    try {
      const rules = table({ a: 100 })
      const moved = { ...rules.upstreams['new']!, addresses: [newer.url] }
      await haproxy.edge.apply({ ...rules, upstreams: { ...rules.upstreams, new: moved } })
      haproxy.hangUp()
      expect(await haproxy.who('/a')).to.equal('newer')
    } finally {
      await newer.close()
    }
  })

  it('asks again when an upstream hangs up on a safe request, never on another', async () => {
    await haproxy.edge.apply(table({ a: 50 }))
    for (let times = 0; times < 4; times++)
      expect((await haproxy.get('/a', { 'x-hang-up': 'new' })).status).to.equal(200)
    const statuses = new Set<number>()
    const before = young.counted()
    haproxy.hangUp()
    for (let times = 0; times < 4; times++)
      statuses.add((await haproxy.get('/a', { 'x-hang-up': 'new', connection: 'close' }, 'POST')).status)
    expect([...statuses].sort()).to.deep.equal([200, 502])
    expect(young.counted() - before).to.equal(2)
  })

  it('asks nothing again where the plan grants no retry', async () => {
    const rules = table({ a: 100 })
    await haproxy.edge.apply({ ...rules, routes: rules.routes.map((route) => ({ ...route, retries: 0 })) })
    haproxy.hangUp()
    expect((await haproxy.get('/a', { 'x-hang-up': 'new' })).status).to.equal(502)
    expect(young.counted()).to.equal(1)
  })

  it('comes back from a crash with the weights, drains and version that it had', async () => {
    const rules = table({ a: 33, user: 50 })
    await haproxy.edge.apply(rules)
    await haproxy.ask('set server a/legacy state maint')
    const before = await haproxy.edge.observe()
    for (const victim of [workers, () => haproxy.child().pid]) {
      process.kill(Number(await victim()), 'SIGKILL')
      await haproxy.restart()
      const after = await createEdge(haproxy.options).observe()
      expect(after.instance).not.to.equal(before.instance)
      expect(after).to.deep.include({ version: rules.version, weights: before.weights })
      expect(after.weights).to.include({ a: null, user: 50 })
      expect(await haproxy.who('/a')).to.equal('new')
    }
    await haproxy.edge.apply(rules)
    await haproxy.edge.release('a')
    expect((await haproxy.edge.observe()).weights).to.include({ a: 33 })
  })

  it('is brought back to its weights after its folder was replaced by a fresh one', async () => {
    const rules = table({ a: 33, user: 50 })
    await haproxy.edge.apply(rules)
    const { directory } = haproxy.options
    await haproxy.child().stop()
    await rm(directory, { recursive: true })
    await mkdir(directory)
    await writeEdgeFiles(directory, renderEdge({ ...table({}), version: 0 }, haproxy.options))
    await haproxy.restart()
    expect(await haproxy.edge.observe()).to.deep.include({
      version: 0,
      weights: { a: 0, user: 0, secret: 0, unclaimed: 0 },
    })
    await haproxy.edge.apply(rules)
    expect(await haproxy.edge.observe()).to.deep.include({
      version: rules.version,
      weights: { a: 33, user: 50, secret: 0, unclaimed: 0 },
    })
  })

  it('mends what was changed or removed in its folder, whenever a weight changes', async () => {
    await haproxy.edge.apply(table({ a: 33 }))
    const { directory } = haproxy.options
    await rm(join(directory, 'generations'), { recursive: true })
    await writeFile(join(directory, 'haproxy.cfg'), 'nonsense')
    await haproxy.edge.apply(table({ a: 50 }))
    process.kill(haproxy.child().pid, 'SIGKILL')
    await haproxy.restart()
    expect((await haproxy.edge.observe()).weights).to.include({ a: 50 })
  })

  it('finishes what a side has begun when it loses its weight, is drained or goes into maintenance', async () => {
    const lose = [
      () => haproxy.edge.apply(table({})),
      () => haproxy.ask('set server a/candidate state drain'),
      () => haproxy.ask('set server upstream.new/1 state maint'),
    ]
    for (const take of lose) {
      await haproxy.edge.apply(table({ a: 50 }))
      const slow: Promise<Answer>[] = []
      await eventually(async () => {
        slow.push(haproxy.get('/a?wait=1500', { connection: 'close' }))
        return ((await haproxy.edge.observe()).traffic['a']?.candidate.inFlight ?? 0) > 0
      })
      await take()
      for (let times = 0; times < 3; times++) expect(await haproxy.who('/a')).to.equal('old')
      const answers = await Promise.all(slow)
      for (const { status } of answers) expect(status).to.equal(200)
      expect(answers.some(({ body }) => body.includes('"upstream":"new"'))).to.equal(true)
      await haproxy.edge.release('a')
      await haproxy.ask('set server upstream.new/1 state ready')
    }
  })

  it('does not take a table that HAProxy refuses, says why, and serves on', async () => {
    const good = table({ a: 33 })
    await haproxy.edge.apply(good)
    const config = await readFile(join(haproxy.options.directory, 'haproxy.cfg'), 'utf8')
    const unresolvable = { ...good.upstreams['new']!, addresses: ['http://no-such-host.invalid:80'] }
    const bad = { ...good, version: 99, upstreams: { ...good.upstreams, new: unresolvable } }
    const refusal = await haproxy.edge.apply(bad).catch((error: unknown) => error)
    expect(refusal).to.be.instanceOf(HaproxyError).and.include({ code: 'ERR_HAPROXY_CONFIG' })
    expect(String(refusal)).to.include('no-such-host.invalid')
    expect(await haproxy.edge.observe()).to.deep.include({ version: good.version })
    expect(await readFile(join(haproxy.options.directory, 'haproxy.cfg'), 'utf8')).to.equal(config)
    expect(await readdir(join(haproxy.options.directory, 'generations'))).to.have.length(1)
  })

  it('serves on if a new worker does not start', async () => {
    await haproxy.edge.apply(table({ a: 33 }))
    const other = createEdge({ ...haproxy.options, port: Number(new URL(old.url).port) })
    const refusal = await other.apply(table({ a: 50 })).catch((error: unknown) => error)
    expect(refusal).to.be.instanceOf(HaproxyError).and.include({ code: 'ERR_HAPROXY_REFUSED' })
    expect((await haproxy.get('/a')).status).to.equal(200)
    await haproxy.edge.apply(table({ a: 100 }, ['b']))
    haproxy.hangUp()
    expect(await haproxy.who('/a')).to.equal('new')
  })

  it('says that nothing is known while HAProxy does not run', async () => {
    await haproxy.child().stop()
    for (const verb of [() => haproxy.edge.observe(), () => haproxy.edge.apply(table({}))]) {
      const failure = await verb().catch((error: unknown) => error)
      expect(failure).to.be.instanceOf(HaproxyError).and.include({ code: 'ERR_HAPROXY_UNREACHABLE' })
    }
  })

  it('tells route, upstream and stage where the plan exposes them, and nowhere else', async () => {
    await haproxy.edge.apply(table({ a: 100 }))
    expect((await haproxy.get('/a')).headers).to.include({
      'x-strangler-route': 'a',
      'x-strangler-upstream': 'new',
      'x-strangler-stage': 'live',
    })
    expect((await haproxy.get('/user')).headers).not.to.have.any.keys(
      'x-strangler-route',
      'x-strangler-stage',
    )
  })
})
