import { createClient, type ControllerClient, type StatusAnswer } from '@strangler/controller'
import { compileTable, parsePlan, type RouteTable } from '@strangler/migration-plan'
import { expect } from 'chai'
import { eventually } from './support/eventually.ts'
import { controllerDatabase, startControllerProcess } from '../controller/test/support/controller-process.ts'
import { temporaryPlan } from '../controller/test/support/temporary-plan.ts'
import { startHaproxy } from '../haproxy/test/support/haproxy.ts'
import { startProxy } from '../strangler-proxy/test/support/proxy.ts'
import { HEALTH, startMoodyUpstream, type Mood, type MoodyUpstream } from './support/moody-upstream.ts'
import { startSteadyUsers, type SteadyUsers } from './support/steady-users.ts'

type RouteStatus = StatusAnswer['routes'][number]
type Fault = Exclude<Mood, 'well'> | 'dead'

const FAULTS: readonly Fault[] = ['failing', 'slow', 'wrong', 'dead']
/** Where a candidate turns bad: in the shadow, in the middle of its ramp, or when it answers everything. */
const STAGES = ['shadow', 'ramp', 'live'] as const
const CASES = STAGES.flatMap((stage) => FAULTS.map((fault) => ({ stage, fault, id: `${stage}-${fault}` })))
/** What keeps a route in the shadow: nobody is served by its candidate, so it goes on being compared. */
function isKept(fault: Fault): (route: RouteStatus) => boolean {
  if (fault === 'dead') return ({ verdict }) => verdict === 'fail'
  if (fault === 'slow')
    return ({ waitsFor }) => /^latency: .* times legacy's; 4 times may be$/.test(waitsFor ?? '')
  return ({ hold }) => hold?.cause === 'gate'
}

type Case = (typeof CASES)[number]
const PER_SECOND = 12
/** Several times what they take on an idle machine. */
const WALKS_WITHIN_MS = 400_000
/** What the gates need of failed requests to be sure, and what comes in until the planes are told. */
const MOST_FAILED = 60

describe('routes that move by themselves, on a real edge and a real proxy,', function () {
  this.timeout(1.1 * WALKS_WITHIN_MS)
  const cleanups: (() => Promise<unknown>)[] = []
  const candidates = new Map<string, MoodyUpstream>()
  let controller: ControllerClient
  let users: SteadyUsers
  /** What each case does, all at once: how many requests of users failed by it. */
  let stories: ReadonlyMap<string, Promise<number>>

  before(async () => {
    const started = async <Thing extends { close: () => Promise<unknown> }>(thing: Promise<Thing>) => {
      const made = await thing
      cleanups.push(() => made.close())
      return made
    }
    const legacy = await started(startMoodyUpstream())
    for (const id of ['healthy', 'quiet', 'mended', ...CASES.map((each) => each.id)])
      candidates.set(id, await started(startMoodyUpstream()))
    const text = planText(legacy, candidates)
    const plan = await temporaryPlan(text)
    cleanups.push(plan.remove)
    const proxy = await startProxy(null, { TRUSTED_PEERS: '127.0.0.1' })
    cleanups.push(() => proxy.stop())
    const edge = await started(startHaproxy(tableOf(text), { proxy: `127.0.0.1:${proxy.port}` }))
    const database = await started(controllerDatabase())
    const { url, child, env } = await startControllerProcess({
      DATABASE_URL: database.url,
      PLAN_FILE: plan.file,
      EDGE_DIRECTORY: edge.options.directory,
      EDGE_PORT: String(edge.options.port),
      STATS_PORT: String(edge.options.statsPort),
      PROXY_ADDRESS: `127.0.0.1:${proxy.port}`,
      PROXY_ADMIN_URL: proxy.adminUrl,
    })
    cleanups.push(() => child.stop())
    controller = createClient({ url, token: env.STRANGLER_TOKEN })
    const rates = [...candidates.keys()].map(
      (id) => [pathOf(id), id === 'quiet' ? 0.05 : PER_SECOND] as const,
    )
    users = await started(
      Promise.resolve(startSteadyUsers(`http://127.0.0.1:${edge.options.port}`, new Map(rates))),
    )
    stories = new Map([...CASES.map((each) => [each.id, spoil(each)] as const), ['mended', mend('mended')]])
    // Each is judged by the test of its own.
    for (const story of stories.values()) story.catch(() => undefined)
  })
  after(async () => {
    for (const cleanUp of cleanups.toReversed()) await cleanUp()
  })

  async function routeOf(id: string): Promise<RouteStatus> {
    const found = (await controller.status()).routes.find((route) => route.id === id)
    if (!found) throw new Error(`no route ${id}`)
    return found
  }

  async function reaches(id: string, isThere: (route: RouteStatus) => boolean): Promise<RouteStatus> {
    let last: RouteStatus | undefined
    return eventually(
      async () => {
        last = await routeOf(id)
        return isThere(last) ? last : null
      },
      { withinMs: WALKS_WITHIN_MS, everyMs: 200 },
    ).catch((cause: unknown) => {
      throw new Error(`${id} did not get there: ${JSON.stringify(last)}`, { cause })
    })
  }

  async function turnBad(id: string, fault: Fault): Promise<void> {
    const candidate = candidates.get(id)
    if (fault === 'dead') await candidate?.die()
    else candidate?.feel('/', fault)
  }

  /** Lets a route come to a stage, turns its candidate bad there, and gives how many requests of users failed by it. */
  async function spoil({ id, stage, fault }: Case): Promise<number> {
    const route = await reaches(id, (now) => now.stage === stage)
    const before = users.met(pathOf(id)).failed
    await turnBad(id, fault)
    if (stage === 'shadow') await reaches(id, isKept(fault))
    else await reaches(id, ({ weight, hold }) => weight === 0 && hold?.cause === 'gate')
    expect(route.stage).to.equal(stage)
    return users.met(pathOf(id)).failed - before
  }

  /** Has a route come back from the fault of its candidate. */
  async function mend(id: string): Promise<number> {
    const failed = await spoil({ id, stage: 'ramp', fault: 'failing' })
    candidates.get(id)?.feel('/', 'well')
    await controller.restrain(id, 'release', 'mended')
    await reaches(id, ({ stage }) => stage === 'live')
    return failed
  }

  it('walk from legacy to live where the candidate is well, and no user notices', async () => {
    const { evidence } = await reaches('healthy', ({ stage }) => stage === 'live')
    const steps = (await controller.steps({ route: 'healthy' })).steps.toReversed()
    expect(steps.map(({ action, to, toStage }) => `${action} ${toStage} ${to}`)).to.deep.equal([
      'advance shadow 0',
      'advance ramp 50',
      'advance live 100',
    ])
    for (const { evidence: rests } of steps) expect(rests).to.include({ verdict: 'pass' })
    expect(users.met(pathOf('healthy')).failed).to.equal(0)
    expect(evidence?.candidate.errors).to.equal(0)
  })

  for (const each of CASES)
    it(`are kept from a candidate that turns ${each.fault} at the stage ${each.stage}`, async () => {
      const failed = await stories.get(each.id)
      const { stage, hold } = await routeOf(each.id)
      process.stdout.write(`      ${each.id}: ${failed ?? '?'} failed requests; ${hold?.why ?? ''}\n`)
      if (each.stage === 'shadow') {
        expect(stage).to.equal('shadow')
        expect(failed).to.equal(0)
        return
      }
      expect(stage).to.equal('legacy')
      // The planes are told before it is written down.
      const back = await eventually(async () => {
        const { steps } = await controller.steps({ route: each.id })
        return steps.find(({ action }) => action === 'rollback')
      })
      expect(back).to.deep.include({ fromStage: each.stage, toStage: 'legacy', to: 0 })
      expect(back.evidence).to.include({ verdict: 'fail' })
      expect(failed).to.be.at.most(MOST_FAILED)
    })

  it('never pass a gate on little traffic, and say how long it will take', async () => {
    const told = /: about \d+ (s|min) more at [\d.]+ (a minute|an hour)$/
    const { verdict, stage } = await reaches('quiet', ({ waitsFor }) => told.test(waitsFor ?? ''))
    expect({ verdict, stage }).to.deep.equal({ verdict: 'inconclusive', stage: 'shadow' })
  })

  it('go on by themselves once what held them was mended', async () => {
    await stories.get('mended')
    const { steps } = await controller.steps({ route: 'mended' })
    expect(steps.map(({ action, toStage }) => `${action} ${toStage}`).toReversed()).to.deep.equal([
      ...['advance shadow', 'advance ramp', 'rollback legacy', 'release legacy'],
      ...['advance shadow', 'advance ramp', 'advance live'],
    ])
  })
})

function pathOf(id: string): string {
  return `/${id}/a`
}

function tableOf(text: string): RouteTable {
  const parsed = parsePlan(text)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return compileTable(parsed.plan, {}, 0)
}

function planText(legacy: MoodyUpstream, candidates: ReadonlyMap<string, MoodyUpstream>): string {
  const upstreams = [...candidates].map(([id, { url }]) => `  ${id}: { url: '${url}', health: ${HEALTH} }`)
  const routes = [...candidates.keys()].map(
    (id) => `  - { id: ${id}, match: { path: /${id}/* }, candidate: ${id} }`,
  )
  return `apiVersion: strangler/v1
kind: MigrationPlan
name: walking
legacy: old
autopilot: { atOnce: 100 }
upstreams:
  old: { url: '${legacy.url}', health: ${HEALTH} }
${upstreams.join('\n')}
defaults:
  auto: true
  ramp: [50, 100]
  compare: { sample: 100% }
  gates: { minComparisons: 30, mismatch: 10%, errors: +10%, latencyP95: 4x, bake: 2s }
routes:
${routes.join('\n')}
`
}
