import { PlanError } from '../errors.ts'
import { parsePattern } from './pattern.ts'
import type { Route, RouteTable } from '../route-table.ts'

/** What a route is matched on. */
export interface MatchRequest {
  /** As the Host header has it. */
  readonly host: string
  readonly method: string
  /** In canonical form (canonicalPath). */
  readonly path: string
}

export interface Matcher {
  /** The route that claims the request; the route `unclaimed` where no other does. */
  match(request: MatchRequest): Route
}

/** The routes of one host. Lists hold the routes of one pattern, those with methods first. */
interface HostRoutes {
  /** Patterns without parameters, by their whole path: nothing is more specific. */
  readonly exact: Map<string, Route[]>
  readonly branches: Branch
}

interface Branch {
  readonly literals: Map<string, Branch>
  parameter: Branch | undefined
  /** Routes that end here, after a parameter somewhere. */
  readonly ends: Route[]
  /** Routes that claim everything below. */
  readonly prefixes: Route[]
}

/**
 * Compiles a table for matching. A named host beats any host; then, segment by segment from the left, literal
 * beats parameter beats prefix; then a route with methods beats one without. A route whose methods do not fit
 * yields to the next less specific one. The cost of a match grows with the path, not with the number of routes.
 * @throws PlanError ERR_PLAN_TABLE for a table that leaves requests unclaimed: compileTable makes none such.
 */
export function createMatcher(table: RouteTable): Matcher {
  const named = new Map<string, HostRoutes>()
  const anyHost = noRoutes()
  for (const route of table.routes) insert(routesOf(route.match.host, named, anyHost), route)
  const catchAll = anyHost.branches.prefixes.find(({ match }) => match.methods === null)
  if (!catchAll)
    throw new PlanError(
      'ERR_PLAN_TABLE',
      `table of plan "${table.plan}": no route claims /*; use compileTable`,
    )
  return {
    match({ host, method, path }) {
      const own = named.size === 0 ? undefined : named.get(hostName(host))
      return (own && matchIn(own, path, method)) ?? matchIn(anyHost, path, method) ?? catchAll
    },
  }
}

/** The host that routes match on: lower case, without port and without one trailing dot. */
export function hostName(header: string): string {
  return header.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
}

function routesOf(host: string | null, named: Map<string, HostRoutes>, anyHost: HostRoutes): HostRoutes {
  if (host === null) return anyHost
  const known = named.get(host) ?? noRoutes()
  named.set(host, known)
  return known
}

function noRoutes(): HostRoutes {
  return { exact: new Map(), branches: noBranches() }
}

function noBranches(): Branch {
  return { literals: new Map(), parameter: undefined, ends: [], prefixes: [] }
}

function insert({ exact, branches }: HostRoutes, route: Route): void {
  const { segments, prefix } = parsePattern(route.match.path)
  if (!prefix && !segments.includes(null)) {
    const path = `/${segments.join('/')}`
    const list = exact.get(path) ?? []
    exact.set(path, list)
    return add(list, route)
  }
  let at = branches
  for (const segment of segments) {
    if (segment === null) at = at.parameter ??= noBranches()
    else at = literal(at, segment)
  }
  add(prefix ? at.prefixes : at.ends, route)
}

function literal(at: Branch, segment: string): Branch {
  const known = at.literals.get(segment) ?? noBranches()
  at.literals.set(segment, known)
  return known
}

function add(list: Route[], route: Route): void {
  if (route.match.methods === null) list.push(route)
  else list.unshift(route)
}

function matchIn({ exact, branches }: HostRoutes, path: string, method: string): Route | undefined {
  const whole = exact.get(path)
  return (whole && pick(whole, method)) ?? descend(branches, path, 1, method)
}

/** `from` is where the next segment starts; beyond the path's end there is none. */
function descend(at: Branch, path: string, from: number, method: string): Route | undefined {
  if (from > path.length) return pick(at.ends, method)
  if (at.literals.size > 0 || at.parameter) {
    const slash = path.indexOf('/', from)
    const end = slash === -1 ? path.length : slash
    const next = at.literals.get(path.slice(from, end))
    const found =
      (next && descend(next, path, end + 1, method)) ??
      (at.parameter && end > from ? descend(at.parameter, path, end + 1, method) : undefined)
    if (found) return found
  }
  return pick(at.prefixes, method)
}

function pick(routes: readonly Route[], method: string): Route | undefined {
  for (const route of routes)
    if (route.match.methods === null || route.match.methods.includes(method)) return route
  return undefined
}
