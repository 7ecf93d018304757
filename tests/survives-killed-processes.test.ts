import { connectController, startSystem, type Failure, type System } from '@strangler/demo'
import { expect } from 'chai'
import { eventually } from './support/eventually.ts'
import { askSql } from './support/ask-sql.ts'
import { gatherCrowd, type Crowd } from './support/crowd.ts'
import { moveAll } from './support/move-all.ts'
import { planWithoutGates } from './support/plan-without-gates.ts'
import { descendantsOf, stillRunning, type Running } from './support/process-tree.ts'
import { signalProcess } from './support/signal-process.ts'
import { standingsOf, type Standings } from './support/standings.ts'

const USERS = 6
const BACK_WITHIN_MS = 60_000
/** Services go on knocking at one that was killed for 5 s. */
const SHORT_ABSENCE_MS = 4000
const SERVICES = ['frontend', 'users', 'thoughts', 'static'] as const

describe('users in the middle of a move', () => {
  let system: System
  let crowd: Crowd
  const cleanups: (() => Promise<unknown>)[] = []

  before(async () => {
    const plan = await planWithoutGates()
    cleanups.push(plan.remove)
    const controllerEnv = { PLAN_FILE: plan.file }
    system = await startSystem(
      { front: 'haproxy', legacyUrl: null, databaseUrl: null, controllerEnv },
      () => undefined,
    )
    cleanups.push(() => system.stop())
    await moveAll(system, 50)
    crowd = await gatherCrowd(system, USERS)
    cleanups.push(() => crowd.leave())
  })
  after(async () => {
    for (const cleanUp of cleanups.toReversed()) await cleanUp()
  })

  it('do not notice that the controller is killed; it comes back where it was, and goes on', async () => {
    const before = await standingsOf(system)
    const failures = await crowd.during(async () => {
      await killed('controller')
      await leads()
    })
    expect(failures).to.deep.equal([])
    expect(await standingsOf(system)).to.deep.equal(before)
    await expectNextStep(before)
  })

  it('do not notice that it is killed in the middle of steps; none is doubled, none that it confirmed is lost', async () => {
    for (const weight of [40, 60, 50]) {
      const { audit: before } = await standingsOf(system)
      const confirmed: string[] = []
      const failures = await crowd.during(async () => {
        const controller = await connectController(system.contextFile)
        const steps = ['static', 'search', 'login', 'logout', 'list', 'root'].map(async (route) => {
          const { version } = await controller.set(route, weight)
          confirmed.push(`${route} ${weight} ${version}`)
        })
        await Promise.any(steps)
        await killed('controller')
        await Promise.allSettled(steps)
        await leads()
      })
      expect(failures).to.deep.equal([])
      const { table, edge, audit } = await inStep()
      const added = audit.slice(before.length)
      const lines = added.map(({ route, to, version }) => `${route} ${to} ${version}`)
      expect(lines).to.include.members(confirmed)
      expect(new Set(added.map(({ route, action }) => `${route} ${action}`))).to.have.property(
        'size',
        added.length,
      )
      for (const { route, to } of added) expect([table[route], shareOf(edge, route)]).to.deep.equal([to, to])
    }
  })

  it('are served on while every connection to the database is cut, again and again', async () => {
    const before = await standingsOf(system)
    const pids = pidsOf(system)
    const controller = await connectController(system.contextFile)
    const codes: unknown[] = []
    const failures = await crowd.during(async () => {
      for (let cut = 0; cut < CUTS; cut += 1) {
        // A step of the controller is a transaction too, and is cut in its middle.
        const step = controller
          .set('static', cut % 2 === 0 ? 51 : 49)
          .catch((error: unknown) => codes.push(error))
        await cutConnections()
        // A pool may find only by its next query that a connection of its own is gone.
        for (const path of ['/static/bootstrap.css', '/login/', '/search?search=gamma'])
          await eventually(async () => (await fetch(system.ready.edge + path)).status === 200)
        await step
      }
      await leads()
    })
    // A query that was on its way is lost. The monolith answers its 500 then, as it always did. The services ask once
    // more when that does no harm, and answer 503 when it might, or when the next cut met the second try.
    for (const failure of failures) expect(failure.status, describeFailure(failure)).to.be.oneOf([500, 503])
    expect(failures.length).to.be.below(CUTS * crowd.size)
    expect(pidsOf(system)).to.deep.equal(pids)
    for (const error of codes) expect(error).to.have.property('status').that.is.oneOf([409, 503])
    const after = await inStep()
    expect(new Set(after.audit.map(({ id }) => id))).to.have.property('size', after.audit.length)
    await (await connectController(system.contextFile)).set('static', 50)
    expect((await inStep()).table).to.deep.equal({ ...before.table, static: 50 })
  })

  for (const name of [...SERVICES, 'monolith'] as const)
    it(`see the other side answer while the ${name} is killed, and everything as before when it is back`, async () => {
      const before = await standingsOf(system)
      let absenceMs = 0
      const failures = await crowd.during(async () => {
        const started = performance.now()
        await killed(name)
        const url =
          name === 'monolith' ? `${system.ready.legacy}/login/` : `${system.ready.services[name]}/healthz`
        await answers(url)
        absenceMs = performance.now() - started
      })
      // What the killed process was just working on may be lost without an answer, unless it may be asked again.
      const excused = ({ request, status }: Failure): boolean =>
        (request.startsWith('POST') && [null, 502, 503].includes(status)) ||
        (absenceMs > SHORT_ABSENCE_MS && status === 503)
      expect(failures.filter((failure) => !excused(failure)).map(describeFailure)).to.deep.equal([])
      expect(failures.length).to.be.below(absenceMs > SHORT_ABSENCE_MS ? Infinity : crowd.size + 1)
      expect(await inStep()).to.deep.equal(before)
    })

  for (const part of ['worker', 'master'] as const)
    it(`are let in again, by the same weights, after the ${part} of the edge was killed`, async () => {
      const before = await standingsOf(system)
      const worker = await workerOf(pidOf('edge'))
      const failures = await crowd.during(async () => {
        const gone =
          part === 'master' ? killed('edge') : endedAfter('edge', () => signalProcess(worker.pid, 'SIGKILL'))
        await gone
        await answers(`${system.ready.edge}/login/`)
        // Already before the controller had a look at it.
        expect((await standingsOf(system)).edge).to.deep.equal(before.edge)
      })
      // There is one front door, so nobody is answered while it is away: but nobody is told nonsense either.
      for (const failure of failures)
        expect(failure.status, describeFailure(failure)).to.be.oneOf([null, 502, 503])
      expect(await inStep()).to.deep.equal(before)
      await eventually(async () => (await stillRunning([worker])).length === 0, { withinMs: BACK_WITHIN_MS })
    })

  for (const part of ['server', 'process around it'] as const)
    it(`find all that they wrote when PostgreSQL is back after its ${part} was killed`, async () => {
      const before = await standingsOf(system)
      const [server] = await descendantsOf(pidOf('postgresql'))
      const pid = part === 'server' ? server?.pid : pidOf('postgresql')
      await crowd.during(async () => {
        await endedAfter('postgresql', () => signalProcess(pid ?? 0, 'SIGKILL'))
        await leads()
        await answers(`${system.ready.edge}/search?search=gamma`)
      })
      expect(await inStep()).to.deep.equal(before)
    })

  it('have lost no session and no thought, and have none twice', async () => {
    expect(await crowd.leave()).to.deep.equal({ lostSessions: 0, lostWrites: 0, doubledWrites: 0 })
  })

  /** Kills a process by its pid, and waits until the supervisor has another one in its place. */
  const killed = (name: string): Promise<void> =>
    endedAfter(name, () => signalProcess(pidOf(name), 'SIGKILL'))

  async function endedAfter(name: string, end: () => void): Promise<void> {
    const before = pidOf(name)
    end()
    await eventually(() => pidOf(name) !== before, { withinMs: BACK_WITHIN_MS })
  }

  const pidOf = (name: string): number => system.processes.get(name)!.pid()

  const answers = (url: string): Promise<unknown> =>
    eventually(async () => (await fetch(url)).status === 200, { withinMs: BACK_WITHIN_MS })

  async function leads(): Promise<void> {
    const role = async (): Promise<unknown> =>
      ((await (await fetch(`${system.ready.controller}/readyz`)).json()) as { role?: string }).role
    await eventually(async () => (await role()) === 'leader', { withinMs: BACK_WITHIN_MS })
  }

  /** Where everything stands, once every plane does what the table says. */
  async function inStep(): Promise<Standings> {
    const isInStep = async (): Promise<boolean> => {
      const { planes, routes } = await (await connectController(system.contextFile)).status()
      return planes.every(({ inSync }) => inSync) && routes.every(({ inSync }) => inSync)
    }
    await eventually(isInStep, { withinMs: BACK_WITHIN_MS, everyMs: 100 })
    return standingsOf(system)
  }

  async function expectNextStep({ audit }: Standings): Promise<void> {
    const controller = await connectController(system.contextFile)
    for (const weight of [51, 50]) await controller.set('static', weight)
    const after = await standingsOf(system)
    expect(after.audit.slice(audit.length).map(({ route, to }) => [route, to])).to.deep.equal([
      ['static', 51],
      ['static', 50],
    ])
    expect(shareOf(after.edge, 'static')).to.equal(50)
  }

  /** Cuts them once the processes that lost theirs before have connected again. */
  async function cutConnections(): Promise<void> {
    const { database } = system.ready
    const others = "from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'"
    const areBack = async (): Promise<boolean> => {
      const [row] = await askSql<{ open: string }>(database, `select count(*) as open ${others}`)
      return Number(row?.open) > 2
    }
    await eventually(areBack, { withinMs: BACK_WITHIN_MS })
    await askSql(database, `select pg_terminate_backend(pid) ${others}`)
  }
})

const CUTS = 5

/** Percent of a route that goes to the candidate, by HAProxy's weights. */
function shareOf(edge: Standings['edge'], route: string): number {
  const { legacy = 0, candidate = 0 } = {
    legacy: edge[`${route}/legacy`],
    candidate: edge[`${route}/candidate`],
  }
  return Math.round((100 * candidate) / (legacy + candidate))
}

function pidsOf({ processes }: System): object {
  return Object.fromEntries([...processes].map(([name, process]) => [name, process.pid()]))
}

async function workerOf(master: number): Promise<Running> {
  const [worker] = await descendantsOf(master)
  if (!worker) throw new TypeError('the edge has no worker')
  return worker
}

function describeFailure({ request, status, expected }: Failure): string {
  return `${request}: ${String(status)} instead of ${expected.join(' or ')}`
}
