import { sampleOf } from '../routing/sample.ts'
import { isMovable, SHADOW, standingFor } from '../routing/standing.ts'
import type { Route, Standing } from '../route-table.ts'

/**
 * Where the next step of a route leads: from legacy to the shadow, where its answers are compared, then by the weights of
 * its ramp to live. Null at the end of the way, and for a route that cannot move: who retires a route says so.
 */
export function nextStanding(route: Route): Standing | null {
  if (!isMovable(route) || route.stage === 'live' || route.stage === 'retired') return null
  if (route.stage === 'legacy' && route.weight === 0 && sampleOf({ ...route, ...SHADOW }) > 0) return SHADOW
  const weight = route.ramp.find((step) => step > route.weight)
  return weight === undefined ? null : standingFor(weight)
}
