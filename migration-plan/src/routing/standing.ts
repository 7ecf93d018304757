import { PlanError } from '../errors.ts'
import type { RoutePolicy } from '../plan.ts'
import { UNCLAIMED, type Standing } from '../route-table.ts'

/** Whether a value is a weight: a whole number of percent, 0–100. */
export function isWeight(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 100
}

/**
 * Where a route stands when the candidate answers `weight` percent of its requests.
 * @throws PlanError ERR_PLAN_WEIGHT
 */
export function standingFor(weight: number): Standing {
  if (!isWeight(weight))
    throw new PlanError('ERR_PLAN_WEIGHT', `weight ${weight}: is no weight; use a whole number from 0 to 100`)
  if (weight === 0) return { stage: 'legacy', weight }
  return { stage: weight === 100 ? 'live' : 'ramp', weight }
}

/** Legacy answers everything, and the candidate is asked too, for comparison. */
export const SHADOW: Standing = { stage: 'shadow', weight: 0 }

/** The candidate answers everything, for good. */
export const RETIRED: Standing = { stage: 'retired', weight: 100 }

/** Where a route stands before anybody moved it: with legacy, or live if only the candidate knows it. */
export function initialStanding(route: RoutePolicy): Standing {
  if (isGone(route)) return RETIRED
  return standingFor(route.legacy === null && !route.deny ? 100 : 0)
}

/** Whether nobody answers the route any more: legacy was switched off, and nobody took over. */
export function isGone({ deny, legacy, candidate }: RoutePolicy): boolean {
  return !deny && legacy === null && candidate === null
}

/**
 * Whether legacy was switched off. It is told by the standing of what no route claims: that is legacy's, until there
 * is none.
 */
export function isLegacyOff(standings: Readonly<Record<string, Standing>>): boolean {
  return Object.hasOwn(standings, UNCLAIMED) && standings[UNCLAIMED]?.weight === 100
}

/** Whether the route's weight may be set: it has both upstreams. */
export function isMovable(route: RoutePolicy): boolean {
  return !route.deny && route.legacy !== null && route.candidate !== null
}
