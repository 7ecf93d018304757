import { canonicalPath } from './canonical-path.ts'
import { createMatcher, hostName } from './matcher.ts'
import { claimsPath, parsePattern } from './pattern.ts'
import { planeShares, type PlaneShare } from './plane-shares.ts'
import { UNCLAIMED, type Route, type RouteTable, type Side } from '../route-table.ts'
import { isGone } from './standing.ts'
import { cohortOf, inCandidateCohort } from './split.ts'

export interface ExplainRequest {
  readonly method: string
  /** As a client sends it; a query is ignored. */
  readonly path: string
  /** Default: a host that no route names. */
  readonly host?: string
  /** Value of the cookie or header that a split by user goes by. Default: any user. */
  readonly user?: string
}

/** A side that may answer. */
export interface Answer {
  readonly side: Side
  readonly upstream: string
  /** Of the requests like this one. */
  readonly percent: number
}

export type Explanation =
  | {
      readonly ok: true
      /** Canonical path that was matched. */
      readonly path: string
      readonly route: Route
      /** Who may answer; nobody where the route is denied or gone. */
      readonly answers: readonly Answer[]
      /** Which planes serve it where the edge is the front. */
      readonly planes: readonly PlaneShare[]
      /** What happens and why. */
      readonly sentences: readonly string[]
    }
  | { readonly ok: false; readonly reason: string; readonly sentences: readonly string[] }

/** Tells which route a request belongs to, who answers it, on which plane, and why. */
export function explain(table: RouteTable, request: ExplainRequest): Explanation {
  const [raw = ''] = request.path.split('?')
  const canonical = canonicalPath(Buffer.from(raw, 'utf8').toString('latin1'))
  if (!canonical.ok)
    return {
      ok: false,
      reason: canonical.reason,
      sentences: [`Every plane refuses the request with 400: ${canonical.reason}.`],
    }
  const { path } = canonical
  const { method, host = '' } = request
  const route = createMatcher(table).match({ host, method, path })
  const answers = answersOf(route, request.user)
  const planes = planeShares(route, method, table)
  return {
    ok: true,
    path,
    route,
    answers,
    planes,
    sentences: [
      ...(path === raw ? [] : [`The path is matched as ${shown(path)}; the upstream gets it as it came.`]),
      claim(route, table),
      ...rivals(table, route, { host, method, path }),
      outcome(route, answers, request.user),
      ...(route.deny || isGone(route) ? [] : [onPlanes(planes)]),
    ],
  }
}

function answersOf(
  { deny, legacy, candidate, weight, split }: Route,
  user: string | undefined,
): readonly Answer[] {
  if (deny) return []
  const certain = split.by === 'user' && user !== undefined
  const percent = certain ? (inCandidateCohort(cohortOf(user), weight) ? 100 : 0) : weight
  const sides: readonly { side: Side; upstream: string | null; percent: number }[] = [
    { side: 'legacy', upstream: legacy, percent: 100 - percent },
    { side: 'candidate', upstream: candidate, percent },
  ]
  return sides.flatMap(({ side, upstream, percent: share }) =>
    upstream !== null && share > 0 ? [{ side, upstream, percent: share }] : [],
  )
}

function claim({ id, match }: Route, { legacy }: RouteTable): string {
  if (id === UNCLAIMED && legacy === null)
    return 'No route of the plan claims it, and legacy, which it was left to, is switched off.'
  if (id === UNCLAIMED) return `No route of the plan claims it, so it is left to legacy "${legacy}".`
  const { segments, prefix } = parsePattern(match.path)
  const why = prefix
    ? `everything below ${match.path.slice(0, -1)} is its`
    : segments.includes(null)
      ? `the path fits ${match.path}`
      : `the path is exactly ${match.path}`
  const narrow = [
    ...(match.methods ? [`the method is one of ${match.methods.join(', ')}`] : []),
    ...(match.host === null ? [] : [`the host is ${match.host}`]),
  ]
  return `Route "${id}" claims it: ${[why, ...narrow].join(', and ')}.`
}

/** Why the other routes that fit the path do not get it. */
function rivals(
  { routes }: RouteTable,
  winner: Route,
  { host, method, path }: { host: string; method: string; path: string },
): readonly string[] {
  const others = routes.filter(
    ({ id, match }) =>
      id !== winner.id &&
      id !== UNCLAIMED &&
      (match.host === null || match.host === hostName(host)) &&
      claimsPath(parsePattern(match.path), path),
  )
  const fits = ({ match }: Route): boolean => match.methods === null || match.methods.includes(method)
  const names = (list: readonly Route[]): string =>
    list.map(({ id, match }) => `"${id}" (${match.path})`).join(', ')
  const wider = others.filter(fits)
  const narrower = others.filter((route) => !fits(route))
  return [
    ...(narrower.length > 0 ? [`Not for method ${method}: ${names(narrower)}.`] : []),
    ...(wider.length > 0 ? [`Less specific, so not asked: ${names(wider)}.`] : []),
  ]
}

function outcome(route: Route, answers: readonly Answer[], user: string | undefined): string {
  const { deny, legacy, candidate, weight, split, stage } = route
  if (deny) return 'It is denied: every plane answers 403.'
  if (isGone(route)) return 'Nobody is left to answer it: every plane answers 404.'
  const [only, other] = answers
  if (only && !other) return `${sole(route, only, user)}.`
  const shares = `${weight} of any 100`
  const sides = `go to candidate "${candidate ?? ''}", the others to legacy "${legacy ?? ''}"`
  if (split.by === 'request') return `It stands at stage ${stage}: ${shares} requests ${sides}.`
  const key = `${split.key.kind} ${split.key.name}`
  return `It stands at stage ${stage}: ${shares} users, told apart by ${key}, ${sides}; each stays on one side.`
}

function sole(
  { legacy, candidate, weight, stage, split }: Route,
  only: Answer,
  user: string | undefined,
): string {
  const answerer = `${only.side} "${only.upstream}"`
  if (legacy === null) return `Only ${answerer} knows it and answers all of it`
  if (candidate === null) return `It has no candidate: ${answerer} answers all of it`
  if (split.by === 'user' && user !== undefined && weight > 0 && weight < 100)
    return `This user is in cohort ${cohortOf(user)} of 10000, and cohorts below ${weight * 100} go to the candidate: ${answerer} answers`
  return `It stands at stage ${stage}, weight ${weight}: ${answerer} answers all of it`
}

function onPlanes(planes: readonly PlaneShare[]): string {
  return `Behind the edge: ${planes.map(({ why }) => why).join(' ')} Where the strangler-proxy is the front, it serves all.`
}

/** A canonical path as people read it: its bytes as the UTF-8 that they nearly always are. */
function shown(path: string): string {
  return Buffer.from(path, 'latin1').toString('utf8')
}
