import type { Route, RouteTable } from '../route-table.ts'
import { isGone } from './standing.ts'
import { isComparable, sampleOf } from './sample.ts'

/** What one plane serves of a route's requests where the edge is the front. */
export interface PlaneShare {
  readonly plane: 'edge' | 'proxy'
  readonly percent: number
  /** A sentence. */
  readonly why: string
}

/**
 * Which planes serve a route's requests behind the edge: HAProxy by itself whatever it can do alone, and the
 * strangler-proxy the sample whose answers it compares. Where the proxy is the front it serves everything.
 */
export function planeShares(route: Route, method: string, table: RouteTable): readonly PlaneShare[] {
  const reason = reasonForEdge(route, method, table)
  if (reason !== null) return [{ plane: 'edge', percent: 100, why: reason }]
  const sample = sampleOf(route)
  const proxied: PlaneShare = {
    plane: 'proxy',
    percent: sample,
    why: `${sample === 100 ? 'All' : `${sample}%`} of it goes through the strangler-proxy, which asks both sides and compares their answers.`,
  }
  if (sample === 100) return [proxied]
  return [proxied, { plane: 'edge', percent: 100 - sample, why: 'HAProxy serves the rest by itself.' }]
}

/** Null where the proxy has a share. */
function reasonForEdge(route: Route, method: string, table: RouteTable): string | null {
  const { deny, candidate, compare, stage } = route
  if (deny || isGone(route)) return 'HAProxy refuses it by itself.'
  if (compare.sample === 0) return 'HAProxy serves it by itself: nothing of the route needs more.'
  if (!isComparable(method, route, table))
    return `HAProxy serves it by itself: ${method} may change data, and candidate "${candidate ?? ''}" declares no dryRun, so answers are not compared.`
  if (sampleOf(route) > 0) return null
  return stage === 'retired'
    ? 'HAProxy serves it by itself: the route is retired, so answers are compared no more.'
    : `HAProxy serves it by itself: answers are compared from the stage shadow on, ${compare.sample}% of them.`
}
