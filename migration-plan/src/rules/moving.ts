import { NONE } from '../language/none.ts'
import { percentOf } from '../language/percent.ts'
import type { RouteDraft } from '../reading/draft.ts'

/** Whether the route has two sides to move between. */
export function isMoving({ policy: { deny, legacy, candidate = NONE } }: RouteDraft): boolean {
  return deny !== true && legacy !== NONE && candidate !== NONE
}

/** Whether answers of the route's two sides are compared. */
export function isCompared(route: RouteDraft): boolean {
  return isMoving(route) && percentOf(route.policy.compare.sample ?? '0%') > 0
}
