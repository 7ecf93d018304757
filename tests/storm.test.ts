import { readFile } from 'node:fs/promises'
import { connectController, readPlan, startSystem, type Failure, type System } from '@strangler/demo'
import { isMovable } from '@strangler/migration-plan'
import { expect } from 'chai'
import { chainOf, verifyChain } from '../controller/src/cli/log/verify-chain.ts'
import { createKiller, isExplained, type Kill, type Victim } from './storm/kills.ts'
import { createMover, type Attempt } from './storm/moves.ts'
import { startSecondController, type SecondController } from './storm/second-controller.ts'
import { askSql, siblingDatabase } from './support/ask-sql.ts'
import { gatherCrowd, type Crowd } from './support/crowd.ts'
import { eventually } from './support/eventually.ts'
import { randomFrom } from './support/random.ts'
import { standingsOf } from './support/standings.ts'

const SEED = Number(process.env['STORM_SEED'] ?? 20_261_126)
const MOVES = 200
const USERS = 4
/** In an order and at moves that the seed gives. */
const VICTIMS: readonly Victim[] = [
  ...(['controller', 'second', 'leader', 'leader'] as const),
  ...(['postgresql', 'postgresql', 'edge', 'edge', 'proxy', 'proxy'] as const),
]
const WEIGHTS = [0, 5, 33, 50, 66, 100]

interface Line {
  readonly action: string
  readonly who: string
  readonly why: string | null
  readonly route: string
  readonly from: number
  readonly to: number
  readonly version: number
  readonly [column: string]: unknown
}

describe('two hundred moves under load while processes are killed at random', () => {
  let system: System
  let second: SecondController
  let crowd: Crowd
  let routes: readonly string[]
  let attempts: readonly Attempt[]
  let failures: readonly Failure[]
  let kills: readonly Kill[]
  const cleanups: (() => Promise<unknown>)[] = []

  before(async function () {
    this.timeout(300_000)
    system = await startSystem({ front: 'haproxy', legacyUrl: null, databaseUrl: null }, () => undefined)
    cleanups.push(() => system.stop())
    second = await startSecondController(system)
    cleanups.push(() => second.stop())
    crowd = await gatherCrowd(system, USERS)
    cleanups.push(() => crowd.leave())
    routes = (await readPlan()).routes.filter((route) => isMovable(route)).map(({ id }) => id)

    const random = randomFrom(SEED)
    const mover = createMover([system.contextFile, second.contextFile])
    attempts = mover.attempts
    const killer = createKiller(system, second)
    const plan = planOf(random)
    failures = await crowd.during(async () => {
      for (let move = 0; move < MOVES; move += 1) {
        for (const { victim, afterMs } of plan.filter((kill) => kill.move === move))
          killer.kill(victim, afterMs)
        await mover.move(pick(random, routes), pick(random, WEIGHTS))
      }
      kills = await killer.done()
    })
  })
  after(async () => {
    for (const cleanUp of cleanups.toReversed()) await cleanUp()
  })

  it('failed no request that the kill of the very process that carried it does not explain', () => {
    expect(kills.map(({ victim }) => victim)).to.have.members(VICTIMS)
    const unexplained = failures.filter((failure) => !isExplained(failure, kills))
    expect(unexplained, `kills: ${JSON.stringify(kills)}`).to.deep.equal([])
  })

  it('left each move whole or not there, and in the audit exactly where it is', async () => {
    const lines = await auditOf(system)
    expect(attempts.some(({ error }) => error !== null)).to.equal(true)
    for (const { reason, route, weight, version, error } of attempts) {
      const told = lines.filter(({ why }) => why === reason)
      const here = `${reason} (${error ?? 'answered'})`
      expect(told.length, here).to.be.within(version === null ? 0 : 1, 1)
      for (const line of told) expect(line, here).to.include({ action: 'set', route, to: weight })
      if (version !== null) expect(told[0], here).to.include({ version })
    }
    const standing = new Map(routes.map((route) => [route, 0]))
    const moves = lines.filter((line) => standing.has(line.route) && !isToldTwice(line, lines))
    for (const { route, from, to, why, action } of moves) {
      expect(from, `${action} ${route}: ${why ?? ''}`).to.equal(standing.get(route))
      standing.set(route, to)
    }
    expect(await settled()).to.include(Object.fromEntries(standing))
  })

  it('left nobody in disagreement: table, planes, audit, metrics and statistics page', async () => {
    const table = await settled()
    await settled(second.contextFile)
    const { edge } = await standingsOf(system)
    const proxy = await weightsOfProxy(system)
    for (const context of [system.contextFile, second.contextFile]) {
      const { routes: all } = await (await connectController(context)).status()
      expect(Object.fromEntries(all.map(({ id, weight }) => [id, weight]))).to.deep.equal(table)
      expect(await weightsOfMetrics(context)).to.include(table)
    }
    for (const route of routes) {
      const [legacy = 0, candidate = 0] = [edge[`${route}/legacy`], edge[`${route}/candidate`]]
      expect(Math.round((100 * candidate) / (legacy + candidate)), `edge: ${route}`).to.equal(table[route])
      expect(proxy[route], `proxy: ${route}`).to.equal(table[route])
    }
  })

  it('left an audit whose chain holds', async () => {
    const report = await verifyChain(chainOf(await connectController(system.contextFile)))
    expect(report).to.include({ broken: null, unchained: 0 })
    expect(report.lines).to.be.at.least(attempts.filter(({ version }) => version !== null).length)
  })

  it('left nothing stuck: every route moves at once, and nobody lost a session or a thought', async () => {
    const { move, attempts: last } = createMover([system.contextFile, second.contextFile])
    for (const route of routes) await move(route, 50)
    // The evidence of what a kill did may hold a route, until somebody releases it.
    const expected = [null, 'ERR_CONTROLLER_STANDBY', 'ERR_ROUTE_HELD']
    expect(last.filter(({ error }) => !expected.includes(error))).to.deep.equal([])
    expect(await crowd.leave()).to.deep.equal({ lostSessions: 0, lostWrites: 0, doubledWrites: 0 })
  })

  /** Weights by the table of a controller, once every plane does what it says. */
  async function settled(contextFile = system.contextFile): Promise<Readonly<Record<string, number>>> {
    const { routes: all } = await eventually(
      async () => {
        const status = await (await connectController(contextFile)).status()
        const isInStep = [...status.planes, ...status.routes].every(({ inSync }) => inSync)
        return isInStep && status.unrecorded === 0 ? status : undefined
      },
      { everyMs: 100 },
    )
    return Object.fromEntries(all.map(({ id, weight }) => [id, weight]))
  }
})

/** What a leader did while it had no database, and wrote down after its successor had found it on a plane. */
function isToldTwice(line: Line, lines: readonly Line[]): boolean {
  return lines
    .slice(0, lines.indexOf(line))
    .some(
      ({ action, route, from, to, version }) =>
        action === 'adopt' &&
        version > line.version &&
        [route, from, to].join() === [line.route, line.from, line.to].join(),
    )
}

function auditOf({ ready }: System): Promise<readonly Line[]> {
  return askSql<Line>(
    siblingDatabase(ready.database, 'strangler'),
    'select action, who, why, route, from_weight as from, to_weight as to, version::int from step order by number',
  )
}

async function weightsOfProxy({ proxyAdmin }: System): Promise<Readonly<Record<string, number>>> {
  return ((await (await fetch(`${proxyAdmin}/observation`)).json()) as { weights: Record<string, number> })
    .weights
}

/** By the metrics of a controller. */
async function weightsOfMetrics(contextFile: string): Promise<Readonly<Record<string, number>>> {
  const { url, token } = JSON.parse(await readFile(contextFile, 'utf8')) as { url: string; token: string }
  const headers = { authorization: `Bearer ${token}` }
  const text = await (await fetch(`${url}/metrics`, { headers })).text()
  const samples = text.matchAll(/^strangler_route_weight\{route="([^"]+)"\} (\d+)$/gm)
  return Object.fromEntries([...samples].map(([, route = '', weight]) => [route, Number(weight)]))
}

function planOf(
  random: () => number,
): readonly { readonly victim: Victim; readonly move: number; readonly afterMs: number }[] {
  const shuffled = VICTIMS.map((victim) => ({ victim, order: random() })).toSorted(
    (one, other) => one.order - other.order,
  )
  return shuffled.map(({ victim }, nth) => ({
    victim,
    move: Math.floor(((nth + random()) * MOVES) / VICTIMS.length),
    // In the middle of a move, which takes a tenth of a second.
    afterMs: random() * 80,
  }))
}

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)]!
}
