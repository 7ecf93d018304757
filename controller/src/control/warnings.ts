import type { Route, StepVerdict } from '@strangler/migration-plan'
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

/** What of a route's gates is open, where somebody moves it by a weight of their own. */
export function gateWarnings(id: string, verdict: StepVerdict | null): readonly string[] {
  if (verdict === null || verdict.verdict === 'pass') return []
  const open = verdict.findings.filter((finding) => finding.verdict !== 'pass')
  return [`the gates do not let "${id}" go on yet: ${open.map(({ sentence }) => sentence).join('; ')}`]
}

/** Routes that a rollback of all does not take along. */
export function retiredWarnings({ table }: Snapshot): readonly string[] {
  const retired = table.routes.filter(({ stage }) => stage === 'retired').map(({ id }) => `"${id}"`)
  if (retired.length === 0) return []
  return [`left at the candidate, as there is no way back from retired: ${retired.join(', ')}`]
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
