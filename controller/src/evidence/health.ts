import type { Side } from '@strangler/migration-plan'
import type { PlaneView } from '../control/plane-view.ts'

/**
 * Whether planes find a side of a route able to answer: not, where any of them says so, as users of that plane are left
 * without it; null where none can say.
 */
export function isSideUp(views: readonly PlaneView[], route: string, side: Side): boolean | null {
  const says = views.flatMap((view) => {
    const traffic = view.observation()?.traffic ?? {}
    return Object.hasOwn(traffic, route) ? (traffic[route]?.[side].up ?? []) : []
  })
  return says.length === 0 ? null : says.every((isUp) => isUp)
}

/** Mean time to an answer, of planes that measure no more than that; null if none does. */
export function meanOf(views: readonly PlaneView[], route: string, side: Side): number | null {
  const means = views.flatMap((view) => {
    const traffic = view.observation()?.traffic ?? {}
    return Object.hasOwn(traffic, route) ? (traffic[route]?.[side].meanMs ?? []) : []
  })
  return means.length === 0 ? null : Math.max(...means)
}
