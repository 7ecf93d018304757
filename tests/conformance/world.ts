import {
  compileTable,
  formatProblem,
  parsePlan,
  RETIRED,
  standingFor,
  UNCLAIMED,
  type RouteTable,
  type Standing,
} from '@strangler/migration-plan'

/** A route as the suite writes it: a plan's, and where it stands. */
export interface WorldRoute {
  readonly id: string
  readonly match: { readonly path: string; readonly host?: string; readonly methods?: readonly string[] }
  readonly weight?: number
  readonly [field: string]: unknown
}

/** Addresses of the two upstreams of every world. */
export interface Upstreams {
  readonly old: string
  readonly new: string
}

let version = 0

/** The text of a plan in which `old` answers today and `new` is to take over; answers name their route. */
export function planText(routes: readonly WorldRoute[], upstreams: Upstreams): string {
  return JSON.stringify({
    apiVersion: 'strangler/v1',
    kind: 'MigrationPlan',
    name: 'conformance',
    legacy: 'old',
    upstreams: { old: { url: upstreams.old }, new: { url: upstreams.new } },
    defaults: { expose: true },
    routes: routes.map((route) => ({
      ...(route['deny'] === true ? {} : { candidate: 'new' }),
      ...route,
      weight: undefined,
    })),
  })
}

/** The table of a world, each one newer than all before. */
export function tableOf(
  routes: readonly WorldRoute[],
  upstreams: Upstreams,
  { legacyIsOff = false } = {},
): RouteTable {
  const parsed = parsePlan(planText(routes, upstreams), { env: {} })
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'))
  const standings = routes.flatMap(({ id, weight }): (readonly [string, Standing])[] =>
    weight === undefined ? [] : [[id, standingFor(weight)]],
  )
  version += 1
  const off = legacyIsOff ? { [UNCLAIMED]: RETIRED } : {}
  return compileTable(parsed.plan, { ...Object.fromEntries(standings), ...off }, version)
}
