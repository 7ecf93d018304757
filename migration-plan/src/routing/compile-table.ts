import { PlanError } from '../errors.ts'
import type { Plan, PlanRoute, RoutePolicy } from '../plan.ts'
import type { Route, RouteTable, Standing } from '../route-table.ts'
import { initialStanding, isGone, isLegacyOff, isMovable, isWeight } from './standing.ts'

/**
 * The table that every plane is driven from: the plan's routes with where each stands. Standings of routes that
 * are not in the plan are ignored; a route without one, or one that cannot move, stands where it begins. Where legacy
 * is switched off (isLegacyOff), the table does not know it, whatever the plan says.
 * @throws PlanError ERR_PLAN_WEIGHT for a standing whose weight is no whole number from 0 to 100.
 */
export function compileTable(
  plan: Plan,
  standings: Readonly<Record<string, Standing>>,
  version: number,
): RouteTable {
  const off = isLegacyOff(standings) ? plan.legacy : null
  const routes = claimsEverything(plan) ? plan.routes : [...plan.routes, plan.unclaimed]
  return {
    plan: plan.name,
    version,
    legacy: off === null ? plan.legacy : null,
    upstreams: Object.fromEntries(Object.entries(plan.upstreams).filter(([name]) => name !== off)),
    routes: routes.map((route) => {
      const standing = Object.hasOwn(standings, route.id) ? standings[route.id] : undefined
      return stand(without(off, policyOf(route)), standing)
    }),
  }
}

/** The route as it is when an upstream is there no more. */
function without(off: string | null, route: RoutePolicy): RoutePolicy {
  if (off === null) return route
  const left = (name: string | null): string | null => (name === off ? null : name)
  return { ...route, legacy: left(route.legacy), candidate: left(route.candidate) }
}

function claimsEverything({ routes }: Plan): boolean {
  return routes.some(({ match }) => match.path === '/*' && match.host === null && match.methods === null)
}

/** What the planes need of a route; how it moves is the controller's business. */
function policyOf(route: PlanRoute): RoutePolicy {
  return {
    id: route.id,
    match: route.match,
    deny: route.deny,
    legacy: route.legacy,
    candidate: route.candidate,
    phase: route.phase,
    after: route.after,
    ramp: route.ramp,
    split: route.split,
    timeouts: route.timeouts,
    limits: route.limits,
    headers: route.headers,
    compare: route.compare,
    retries: route.retries,
    expose: route.expose,
  }
}

function stand(route: RoutePolicy, standing: Standing | undefined): Route {
  const initial = initialStanding(route)
  if (!standing || isGone(route)) return { ...route, ...initial }
  const { stage, weight } = standing
  if (!isWeight(weight))
    throw new PlanError(
      'ERR_PLAN_WEIGHT',
      `route "${route.id}": its standing has weight ${String(weight)}; use a whole number from 0 to 100`,
    )
  return isMovable(route) || weight === initial.weight
    ? { ...route, stage, weight }
    : { ...route, ...initial }
}
