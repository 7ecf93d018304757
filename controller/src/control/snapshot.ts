import { compileTable, type Plan, type RouteTable, type Standing } from '@strangler/migration-plan'

/** A plan as it was read, with the digest that tells two of them apart. */
export interface LoadedPlan {
  readonly plan: Plan
  readonly digest: string
}

/** Where everything stands at one version: immutable, replaced as a whole. */
export interface Snapshot extends LoadedPlan {
  /** Of every route that ever moved, also of those that left the plan. */
  readonly standings: Readonly<Record<string, Standing>>
  readonly table: RouteTable
}

export function snapshotOf(
  { plan, digest }: LoadedPlan,
  standings: Readonly<Record<string, Standing>>,
  version: number,
): Snapshot {
  return { plan, digest, standings, table: compileTable(plan, standings, version) }
}

/** The same plan at a later version, with some standings changed. */
export function moved(
  snapshot: Snapshot,
  changes: Readonly<Record<string, Standing>>,
  version: number,
): Snapshot {
  return snapshotOf(snapshot, { ...snapshot.standings, ...changes }, version)
}
