import {
  createMatcher,
  parsePattern,
  type Matcher,
  type Pattern,
  type Route,
  type RouteTable,
} from '@strangler/migration-plan'
import type { Method, RuleMatch } from './http-route.ts'
import { pathMatch } from './path-match.ts'

// No pattern, host or method can hold it, so it stands for all that are not named.
const OTHER = '\u0001'

/**
 * What each route claims on a host (null: on any that no route names), as a Gateway matches: exact before prefix, the
 * longer prefix first, a method before none. Hosts stand by themselves, since not every Gateway falls back from the
 * routes of one host to those of any. Every pattern is asked of the plan's own matcher, so its precedence holds.
 */
export function cellsOf(table: RouteTable, host: string | null): ReadonlyMap<Route, readonly RuleMatch[]> {
  const routes = table.routes.filter(({ match }) => match.host === null || match.host === host)
  const methods = [...new Set(routes.flatMap(({ match }) => match.methods ?? []))].toSorted()
  const owners = ownersFrom(createMatcher(table), host ?? OTHER, methods)
  const cells = new Map<Route, RuleMatch[]>()
  for (const path of patternsOf(routes, owners)) {
    const value = pathMatch(parsePattern(path))
    const [rest, ...named] = owners(parsePattern(path))
    push(cells, rest.route, { path: value })
    for (const { route, method } of named)
      if (route !== rest.route) push(cells, route, { path: value, method: method as Method })
  }
  return cells
}

/** Who answers a path: first for all methods that are not named, then for each that is. */
type Owners = (pattern: Pattern) => readonly [Owner, ...Owner[]]

interface Owner {
  readonly method: string
  readonly route: Route
}

function ownersFrom(matcher: Matcher, host: string, methods: readonly string[]): Owners {
  return (pattern) => {
    const path = sampleOf(pattern)
    const owner = (method: string): Owner => ({ method, route: matcher.match({ host, method, path }) })
    return [owner(OTHER), ...methods.map(owner)]
  }
}

/** A path that the pattern claims, and no other pattern that is more specific. */
function sampleOf({ segments, prefix }: Pattern): string {
  const parts = segments.map((segment) => segment ?? OTHER)
  return `/${[...parts, ...(prefix ? [OTHER] : [])].join('/')}`
}

/** The patterns of routes, and what a Gateway's prefix claims beyond: `/under/*` does not claim `/under`. */
function patternsOf(routes: readonly Route[], owners: Owners): ReadonlySet<string> {
  const patterns = new Set(routes.map(({ match }) => match.path))
  for (const path of [...patterns]) {
    const pattern = parsePattern(path)
    if (!pattern.prefix || pattern.segments.length === 0 || pattern.segments.includes(null)) continue
    const under = path.slice(0, -2)
    const below = owners(pattern)
    const isAnothers = owners(parsePattern(under)).some(({ route }, at) => route !== below[at]?.route)
    if (isAnothers) patterns.add(under)
  }
  return patterns
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key)
  if (values) values.push(value)
  else map.set(key, [value])
}
