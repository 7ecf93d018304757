import { isMovable, type RouteTable } from '@strangler/migration-plan'
import type { Observation } from '../planes/plane.ts'

/** A route whose weight on a plane is another than the table's, though the plane took that table. */
export interface Drift {
  readonly plane: string
  readonly route: string
  readonly expected: number
  /** Null where the plane's state is no weight. */
  readonly actual: number | null
}

/** The movable routes that a plane weighs differently; routes that it does not report are left out. */
export function driftOf(plane: string, { weights }: Observation, table: RouteTable): readonly Drift[] {
  return table.routes.flatMap((route) => {
    const actual = Object.hasOwn(weights, route.id) ? weights[route.id] : undefined
    if (!isMovable(route) || actual === undefined || actual === route.weight) return []
    return [{ plane, route: route.id, expected: route.weight, actual }]
  })
}

/**
 * The table with the weights that an operator set by hand left as they are: a step of one route must not undo
 * what somebody did to another one.
 */
export function holding(table: RouteTable, drift: readonly Drift[]): RouteTable {
  const held = new Map(drift.map(({ route, actual }) => [route, actual]))
  if (held.size === 0) return table
  return {
    ...table,
    routes: table.routes.map((route) => ({ ...route, weight: held.get(route.id) ?? route.weight })),
  }
}
