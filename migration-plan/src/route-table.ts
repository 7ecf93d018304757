import type { RoutePolicy, Upstream } from './plan.ts'

/** Where a route is on its way from legacy to candidate. */
export type Stage = 'legacy' | 'shadow' | 'ramp' | 'live' | 'retired'

/** Which of a route's two upstreams. */
export type Side = 'legacy' | 'candidate'

/** Where a route stands: state, never part of the plan. */
export interface Standing {
  readonly stage: Stage
  /** Percent of the route's requests that the candidate answers, a whole number 0–100. */
  readonly weight: number
}

/** A route as the planes serve it: policy and standing. */
export interface Route extends RoutePolicy, Standing {}

/** The compiled whole that every plane is driven from. Plain JSON: it travels to the planes as it is. */
export interface RouteTable {
  readonly plan: string
  /** Rises with every change of plan or standing. */
  readonly version: number
  /** Null where it was switched off: then no plane knows it any more. */
  readonly legacy: string | null
  readonly upstreams: Readonly<Record<string, Upstream>>
  /** Every route of the plan and, unless the plan claims `/*` for all hosts and methods itself, `unclaimed`. */
  readonly routes: readonly Route[]
}

/** Id of the route that stands for everything that the plan does not claim; no plan may use it. */
export const UNCLAIMED = 'unclaimed'
