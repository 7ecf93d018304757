import {
  compileTable,
  type Plan,
  type PlanRoute,
  type RouteTable,
  type Standing,
} from '@strangler/migration-plan'

/** A plan as it was read, with the digest that tells two of them apart. */
export interface LoadedPlan {
  readonly plan: Plan
  readonly digest: string
}

/** Where routes stand, and since when. */
export interface Standings {
  /** Of every route that ever moved, also of those that left the plan. */
  readonly standings: Readonly<Record<string, Standing>>
  readonly since: Readonly<Record<string, Date>>
}

/** Where everything stands at one version: immutable, replaced as a whole. */
export interface Snapshot extends LoadedPlan, Standings {
  readonly table: RouteTable
}

export function snapshotOf(
  { plan, digest }: LoadedPlan,
  { standings, since }: Standings,
  version: number,
): Snapshot {
  return { plan, digest, standings, since, table: compileTable(plan, standings, version) }
}

/** The same plan at a later version, with some standings changed. */
export function moved(
  snapshot: Snapshot,
  changes: Readonly<Record<string, Standing>>,
  version: number,
): Snapshot {
  const now = new Date()
  const since = Object.fromEntries(Object.keys(changes).map((route) => [route, now]))
  const standings = { ...snapshot.standings, ...changes }
  return snapshotOf(snapshot, { standings, since: { ...snapshot.since, ...since } }, version)
}

/** What the plan says of a route, also of what no route of it claims. */
export function policyOf({ plan }: LoadedPlan, id: string): PlanRoute | undefined {
  return (
    plan.routes.find((route) => route.id === id) ?? (plan.unclaimed.id === id ? plan.unclaimed : undefined)
  )
}
