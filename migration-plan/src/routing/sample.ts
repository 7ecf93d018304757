import type { Route, RouteTable } from '../route-table.ts'
import { isMovable } from './standing.ts'

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** By this header the edge tells the proxy that it chose a request to be compared. */
export const COMPARE_HEADER = 'X-Strangler-Compare'

/**
 * Percent of a route's requests whose answers are to be compared now, with at most two decimals: what the plan says,
 * from the stage `shadow` until the route is retired.
 */
export function sampleOf(route: Route): number {
  const isCompared = isMovable(route) && route.stage !== 'legacy' && route.stage !== 'retired'
  return isCompared ? route.compare.sample : 0
}

/**
 * Whether both sides of a route may be asked with a method: with one that changes nothing, or where the candidate
 * runs writes in a transaction that it rolls back.
 */
export function isComparable(method: string, { candidate }: Route, { upstreams }: RouteTable): boolean {
  return SAFE.has(method) || (candidate !== null && upstreams[candidate]?.dryRun === true)
}
