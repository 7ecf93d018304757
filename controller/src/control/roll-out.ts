import type { RouteTable, Standing } from '@strangler/migration-plan'
import type { ControlState } from './control-state.ts'
import type { PlaneView } from './plane-view.ts'
import { moved, type LoadedPlan, snapshotOf, type Snapshot } from './snapshot.ts'
import { tellPlane, type PlaneOutcome } from './tell-plane.ts'

export interface RollOut {
  readonly snapshot: Snapshot
  readonly outcomes: readonly PlaneOutcome[]
}

export interface Change {
  readonly standings: Readonly<Record<string, Standing>>
  /** A plan to take the place of the current one. */
  readonly plan?: LoadedPlan
  /** Refuses where an operator has servers of these routes out of service. Default: they are left so. */
  readonly mustServe?: boolean
}

/**
 * Tells every plane at once of a change to the current snapshot, under a new version. The state is not touched:
 * the caller decides by the outcomes whether the change stands.
 */
export async function rollOut(
  state: ControlState,
  views: readonly PlaneView[],
  change: Change,
): Promise<RollOut> {
  const current = state.current()
  const base = change.plan ? snapshotOf(change.plan, current, current.table.version) : current
  const claimed = new Set(Object.keys(change.standings))
  const tried: RouteTable[] = [current.table]
  const attempt = async (): Promise<RollOut> => {
    const snapshot = moved(base, change.standings, state.nextVersion())
    const { mustServe = false } = change
    const telling = { table: snapshot.table, known: [...tried], claimed, mustServe }
    tried.push(snapshot.table)
    return { snapshot, outcomes: await Promise.all(views.map((view) => tellPlane(view, telling))) }
  }
  const first = await attempt()
  const newer = first.outcomes.flatMap(({ version }) => version ?? [])
  if (newer.length === 0) return first
  // Another controller told a plane in the meantime: number the table beyond that, once.
  for (const version of newer) state.saw(version)
  return attempt()
}

/**
 * Puts the planes that answered back where the current snapshot has them, under a version beyond the attempt's.
 * A plane that could not be reached may have taken the attempt: now it lags behind, and will be brought along.
 */
export async function undo(
  state: ControlState,
  views: readonly PlaneView[],
  { snapshot, outcomes }: RollOut,
  claimed: readonly string[],
): Promise<void> {
  const current = state.current()
  const undone = moved(current, {}, state.nextVersion())
  state.replace(undone)
  const known = [current.table, snapshot.table]
  const telling = { table: undone.table, known, claimed: new Set(claimed) }
  const answered = views.filter((_, index) => outcomes[index]?.result !== 'unreachable')
  await Promise.all(answered.map((view) => tellPlane(view, telling)))
}
