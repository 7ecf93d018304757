import type { Route } from '@strangler/migration-plan'
import type { ControlContext } from './context.ts'
import type { Snapshot } from './snapshot.ts'
import { weightOf } from './steps-of.ts'

/** What the plan has before a route, and is not there yet. */
export function orderWarnings(snapshot: Snapshot, id: string): readonly string[] {
  const after = snapshot.plan.routes.find((route) => route.id === id)?.after ?? []
  const early = after.filter((earlier) => weightOf(snapshot, earlier) < 100)
  return early.map(
    (earlier) => `the plan has "${id}" after "${earlier}", which stands at ${weightOf(snapshot, earlier)}`,
  )
}

export function compareWarnings({ id, compare }: Route): readonly string[] {
  return compare.sample > 0
    ? []
    : [`the plan compares nothing of "${id}": give it compare.sample, such as 20%`]
}

/** Legacy is to answer, but where an operator took servers away it may be that nobody does. */
export function outWarnings({ views }: ControlContext, ids: readonly string[]): readonly string[] {
  return views
    .flatMap((view) => view.drift())
    .filter(({ route, actual }) => actual === null && ids.includes(route))
    .map(
      ({ plane, route }) => `"${route}" has servers out of service on plane "${plane}"; set them ready there`,
    )
}
