import { compare, type Answer, type CompiledRules, type Pair, type Selector } from '@strangler/comparison'
import {
  createMatcher,
  isMovable,
  readTarget,
  type Matcher,
  type Route,
  type RouteTable,
} from '@strangler/migration-plan'
import { compilePlanRules, knownSelector } from '../comparing/compile-plan-rules.ts'
import { headersFor } from './headers-for.ts'
import { createPace } from './pace.ts'
import type { RecordedRequest } from './recorded-request.ts'
import type { Recorded } from './read-recording.ts'
import { createSideClient, type Headers, type SideAnswer, type SideClient } from './side-client.ts'
import { RouteTally, type ReplayedRoute } from './tally.ts'

export interface ReplayOptions {
  readonly table: RouteTable
  readonly recorded: AsyncIterable<Recorded>
  /** Requests a second. */
  readonly rate: number
  /** Most requests that are sent. */
  readonly limit: number
  /** Id of the one route that is of interest; null for all. */
  readonly route: string | null
  /** Set on every request, in place of recorded ones of their names. */
  readonly headers: Headers
  readonly signal: AbortSignal
  /** Told of each line that nobody can read. */
  readonly onUnreadable: (recorded: Recorded) => void
  readonly onProgress: (counts: ReplayCounts) => void
}

/** What became of the lines of a recording. */
export interface ReplayCounts {
  readonly sent: number
  readonly unreadable: number
  /** Their methods may change something. */
  readonly unsafe: number
  /** Their routes do not have two sides, or are not of interest. */
  readonly elsewhere: number
}

export interface Replayed extends ReplayCounts {
  readonly routes: readonly ReplayedRoute[]
}

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD'])
const MOST_AT_ONCE = 16
/** Of so many requests legacy answers one twice, to learn what it disagrees about with itself. */
const NOISE_EVERY = 5

interface Lane {
  readonly route: Route
  readonly legacy: SideClient
  readonly candidate: SideClient
  readonly rules: CompiledRules
  /** Of legacy with itself, which calls nothing by other names. */
  readonly ownRules: CompiledRules
  readonly redact: readonly Selector[]
  readonly tally: RouteTally
  asked: number
}

/**
 * Sends recorded requests that change nothing to both sides of their route, and compares the answers by the rules of
 * the plan. Throws what reading the recording or a file of the plan throws.
 */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { table, recorded, rate, limit, signal, onUnreadable, onProgress } = options
  const lanes = new Map<string, Lane>()
  const matcher = createMatcher(table)
  const counts = { sent: 0, unreadable: 0, unsafe: 0, elsewhere: 0 }
  const pace = createPace(rate, MOST_AT_ONCE, signal)
  try {
    for await (const each of recorded) {
      if (signal.aborted || counts.sent >= limit) break
      const { request } = each
      if (request === null) {
        counts.unreadable++
        onUnreadable(each)
      } else if (!SAFE.has(request.method)) counts.unsafe++
      else {
        const route = routeOf(request, matcher, options)
        if (route === null) counts.elsewhere++
        else {
          const lane = lanes.get(route.id) ?? laneOf(route, table)
          lanes.set(route.id, lane)
          const isBegun = await pace.begin(() => sendToBoth(lane, request, options.headers))
          if (isBegun) counts.sent++
        }
      }
      onProgress(counts)
    }
    await pace.end()
  } finally {
    await Promise.all(
      [...lanes.values()].flatMap(({ legacy, candidate }) => [legacy.close(), candidate.close()]),
    )
  }
  return { ...counts, routes: [...lanes.values()].map(({ tally }) => tally.result()) }
}

/** The route that claims it, if both sides of it can be asked. */
function routeOf(
  { method, target, host }: RecordedRequest,
  matcher: Matcher,
  { route: wanted }: Pick<ReplayOptions, 'route'>,
): Route | null {
  const asked = readTarget(target, ['Host', host ?? 'localhost'])
  if (!asked.ok) return null
  const route = matcher.match({ host: asked.host, method, path: asked.path })
  return isMovable(route) && (wanted === null || route.id === wanted) ? route : null
}

function laneOf(route: Route, { upstreams }: RouteTable): Lane {
  const { id, timeouts, compare: policy } = route
  const [legacy, candidate] = [route.legacy, route.candidate].map((name) => upstreams[name ?? ''])
  if (!legacy || !candidate) throw new TypeError(`route "${id}" has not two sides`)
  return {
    route,
    legacy: createSideClient(legacy, timeouts, MOST_AT_ONCE),
    candidate: createSideClient(candidate, timeouts, MOST_AT_ONCE),
    rules: compilePlanRules(policy.rules),
    ownRules: compilePlanRules(policy.rules.filter(({ kind }) => kind !== 'rename')),
    redact: policy.redact.map(knownSelector),
    tally: new RouteTally(id),
    asked: 0,
  }
}

async function sendToBoth(lane: Lane, request: RecordedRequest, extra: Headers): Promise<void> {
  const { method, target } = request
  const { host, headers } = headersFor(request, lane.route.headers.request, extra)
  const ask = (side: SideClient): Promise<SideAnswer> => side.ask(method, target, host, headers)
  const isForNoise = lane.asked++ % NOISE_EVERY === 0
  const [legacy, candidate] = await Promise.all([ask(lane.legacy), ask(lane.candidate)])
  const shown = `${method} ${target}`
  if (!legacy.ok || !candidate.ok)
    lane.tally.miss({ legacy: silence(legacy), candidate: silence(candidate) }, shown)
  if (!legacy.ok) return
  const pairWith = (other: Answer): Pair => ({
    route: lane.route.id,
    request: { method, target, headers: [['host', host ?? ''], ...headers], body: new Uint8Array() },
    ...{ legacy: legacy.answer, candidate: other },
  })
  if (candidate.ok) {
    const comparison = compare(pairWith(candidate.answer), lane.rules, lane.redact)
    lane.tally.add('candidate', comparison, shown)
  }
  if (!isForNoise) return
  const again = await ask(lane.legacy)
  if (again.ok) lane.tally.add('legacy', compare(pairWith(again.answer), lane.ownRules, lane.redact), shown)
}

/** Why there is no answer; null where there is one. */
function silence(answer: SideAnswer): string | null {
  return answer.ok ? null : answer.reason
}
