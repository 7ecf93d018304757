import type { Route } from '@strangler/migration-plan'
import { ControllerError } from '../errors.ts'
import { holdOf } from '../store/restraints.ts'
import type { ControlContext } from './context.ts'
import { findMovable } from './find-route.ts'
import type { Snapshot } from './snapshot.ts'

/** A move that was decided upon by what stood at a version, and by nothing later. */
export interface Expected {
  /** Default: whatever stands now. */
  readonly expectedVersion?: number | undefined
}

/** @throws ControllerError ERR_STATE_CONFLICT where something moved since. */
export function refuseLateMove({ table }: Snapshot, { expectedVersion }: Expected): void {
  if (expectedVersion === undefined || expectedVersion === table.version) return
  throw new ControllerError(
    'ERR_STATE_CONFLICT',
    `state: version ${table.version} stands where ${expectedVersion} was expected`,
    'look at the status, and decide again',
  )
}

/**
 * A route that may be moved: it has both upstreams, is not retired, and nobody holds it. One that somebody changed on a plane
 * by hand counts as held only where `drift` says so: who sets a weight says what is to be there.
 * @throws ControllerError ERR_ROUTE_UNKNOWN, ERR_ROUTE_NOT_MOVABLE, ERR_ROUTE_RETIRED, ERR_ROUTE_HELD
 */
export function findFree(
  { state }: ControlContext,
  snapshot: Snapshot,
  id: string,
  { drift }: { readonly drift: 'holds' | 'yields' },
): Route {
  const route = findNotRetired(snapshot, id)
  const hold = holdOf(state.restraints(), id)
  if (!hold || (hold.cause === 'drift' && drift === 'yields')) return route
  throw new ControllerError(
    'ERR_ROUTE_HELD',
    `route "${id}" is on hold: ${hold.why} (${hold.who})`,
    hold.cause === 'drift'
      ? `strangler adopt ${id} keeps what was done by hand, strangler revert ${id} takes it back`
      : `strangler release ${id} lets it move again`,
  )
}

/** @throws ControllerError ERR_ROUTE_UNKNOWN, ERR_ROUTE_NOT_MOVABLE, ERR_ROUTE_RETIRED */
export function findNotRetired(snapshot: Snapshot, id: string): Route {
  const route = findMovable(snapshot, id)
  if (route.stage !== 'retired') return route
  throw new ControllerError(
    'ERR_ROUTE_RETIRED',
    `route "${id}" is retired: legacy answers it no more`,
    'there is no way back from there',
  )
}
