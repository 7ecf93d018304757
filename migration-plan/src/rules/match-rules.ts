import type { PlanDraft, RouteDraft } from '../reading/draft.ts'
import { quote, type Fault } from '../fault.ts'
import { parsePattern } from '../routing/pattern.ts'
import type { MatchFile } from '../language/route-schema.ts'

const EVERY_METHOD = '*'

/** No request is claimed by two routes that precedence cannot order: same host, same shape of path, same method. */
export function ambiguousMatches({ routes }: PlanDraft): readonly Fault[] {
  const claims = new Map<string, RouteDraft>()
  return routes.flatMap((route) => {
    if (!route.match) return []
    const rivals = new Map<RouteDraft, string[]>()
    for (const method of route.match.methods ?? [EVERY_METHOD]) {
      const claim = `${method} ${place(route.match)}`
      const rival = claims.get(claim)
      if (rival) rivals.set(rival, [...(rivals.get(rival) ?? []), method])
      else claims.set(claim, route)
    }
    return [...rivals].map(([rival, methods]) => ambiguity(route, rival, methods))
  })
}

function ambiguity(route: RouteDraft, rival: RouteDraft, methods: readonly string[]): Fault {
  if (rival === route)
    return {
      path: ['routes', route.at, 'match', 'methods'],
      what: `the method ${methods.join(', ')} is named twice`,
      remedy: 'name each method once',
    }
  const which = methods.includes(EVERY_METHOD)
    ? 'the same requests'
    : `the same ${methods.join(', ')} requests`
  return {
    path: ['routes', route.at, 'match'],
    what: `claims ${which} as ${nameOf(rival)} (${quote(rival.match?.path)}), and neither is more specific`,
    remedy: 'tell them apart by path, methods or host, or remove one',
  }
}

/**
 * Every route can be reached. More specific routes leave nothing to a prefix `P/*` only if they claim `P/` and
 * every number of further segments: a literal among them never matters, since other names remain.
 */
export function unreachableRoutes({ routes }: PlanDraft): readonly Fault[] {
  const claims = new Set(
    routes.flatMap(({ match }) =>
      match ? (match.methods ?? [EVERY_METHOD]).map((method) => `${method} ${place(match)}`) : [],
    ),
  )
  return routes.flatMap(({ at, match }): readonly Fault[] =>
    match?.path.endsWith('/*') && isCovered(match, claims)
      ? [
          {
            path: ['routes', at, 'match', 'path'],
            what: `no request is left for ${quote(match.path)}: more specific routes claim all below it`,
            remedy: 'remove this route, or one of those',
          },
        ]
      : [],
  )
}

function isCovered(match: MatchFile, claims: ReadonlySet<string>): boolean {
  const stem = match.path.slice(0, -2)
  return (match.methods ?? [EVERY_METHOD]).every((method) => {
    const claimed = (path: string): boolean =>
      claims.has(`${EVERY_METHOD} ${place({ ...match, path })}`) ||
      claims.has(`${method} ${place({ ...match, path })}`)
    if (!claimed(`${stem}/`)) return false
    for (let below = `${stem}/:x`; claimed(below); below += '/:x') {
      if (claimed(`${below}/*`)) return true
      if (!claimed(`${below}/`)) return false
    }
    return false
  })
}

function place({ host, path }: MatchFile): string {
  return `${host?.toLowerCase() ?? ''} ${shape(path)}`
}

/** The pattern without the names of its parameters, which tell nothing apart. */
function shape(path: string): string {
  const { segments, prefix } = parsePattern(path)
  return `/${segments.map((segment) => segment ?? ':').join('/')}${prefix ? '/*' : ''}`
}

function nameOf({ id, at }: RouteDraft): string {
  return id === undefined ? `route number ${at + 1}` : quote(id)
}
