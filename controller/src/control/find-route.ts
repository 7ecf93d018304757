import { chooseOneOf, isMovable, type Route } from '@strangler/migration-plan'
import { ControllerError } from '../errors.ts'
import type { Snapshot } from './snapshot.ts'

/** @throws ControllerError ERR_ROUTE_UNKNOWN */
export function findRoute({ table }: Snapshot, id: string): Route {
  const route = table.routes.find((candidate) => candidate.id === id)
  if (route) return route
  throw new ControllerError(
    'ERR_ROUTE_UNKNOWN',
    `route "${id.slice(0, 100)}": the plan has no such route`,
    chooseOneOf(
      id.slice(0, 100),
      table.routes.map((known) => known.id),
    ),
  )
}

/** A route whose weight may be set. @throws ControllerError ERR_ROUTE_UNKNOWN, ERR_ROUTE_NOT_MOVABLE */
export function findMovable(snapshot: Snapshot, id: string): Route {
  const route = findRoute(snapshot, id)
  if (!isMovable(route))
    throw new ControllerError('ERR_ROUTE_NOT_MOVABLE', `route "${id}": ${whyNot(route)}`, remedy(route))
  return route
}

function whyNot({ deny, legacy, candidate }: Route): string {
  if (deny) return 'it is denied, so nobody answers it'
  if (legacy === null) return `only its candidate "${candidate ?? ''}" knows it`
  return 'it has no candidate'
}

function remedy({ deny, legacy }: Route): string {
  if (deny) return 'take deny off it in the plan to open it'
  return legacy === null ? 'it always stands at 100' : 'name a candidate in the plan'
}
