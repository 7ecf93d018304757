import { isMovable, SHADOW, standingFor, type Standing, type StepVerdict } from '@strangler/migration-plan'
import type { Hold } from '../store/restraints.ts'
import type { Action } from '../store/step.ts'
import type { Author } from './author.ts'
import { changeRecorded, noPlane, publish, readyToAdvance } from './change-recorded.ts'
import { resultOf, type CommandResult } from './command-result.ts'
import type { ControlContext } from './context.ts'
import { findFree, findNotRetired, refuseLateMove, type Expected } from './refuse-moves.ts'
import { rollOut, undo } from './roll-out.ts'
import type { LoadedPlan, Snapshot } from './snapshot.ts'
import { entryOf, stepsOf } from './steps-of.ts'
import { compareWarnings, gateWarnings, orderWarnings, outWarnings, retiredWarnings } from './warnings.ts'

/** Sets a route's weight: recorded in the same transaction as it takes effect, or it does not happen. */
export function setWeight(
  context: ControlContext,
  id: string,
  weight: number,
  author: Author,
  expected: Expected = {},
): Promise<CommandResult> {
  return moveRoute(context, id, { ...expected, standing: standingFor(weight), action: 'set' }, author)
}

/** Has legacy answer a route and the candidate asked too, as its plan's `compare` says; recorded as with setWeight. */
export function shadowRoute(
  context: ControlContext,
  id: string,
  author: Author,
  expected: Expected = {},
): Promise<CommandResult> {
  return moveRoute(context, id, { ...expected, standing: SHADOW, action: 'shadow' }, author)
}

function moveRoute(
  context: ControlContext,
  id: string,
  { standing, action, ...expected }: Expected & { readonly standing: Standing; readonly action: Action },
  author: Author,
): Promise<CommandResult> {
  const started = performance.now()
  return context.queue.run(async () => {
    const before = await readyToAdvance(context)
    refuseLateMove(before, expected)
    const route = findFree(context, before, id, { drift: 'yields' })
    const standings = { [id]: standing }
    const verdict = context.gateKeeper.verdictOf(id)
    const done = await changeRecorded(context, { standings, mustServe: true }, (after) =>
      entryOf(after, standings, stepsOf(action, author, before, after, standings), { holds: { [id]: null } }),
    )
    const warnings = [
      ...(standing.weight > route.weight ? [...orderWarnings(before, id), ...gateWarnings(id, verdict)] : []),
      ...(standing.stage === 'shadow' ? compareWarnings(route) : []),
    ]
    return resultOf(started, before, done, standings, warnings, true)
  })
}

export interface Retreat {
  /** Weight to go back to, where legacy cannot carry everything at once. Default is 0. */
  readonly to?: number
  /** The evidence that it is for: the route is then held. Default: somebody wants it so. */
  readonly fault?: StepVerdict | null
  /** When that fault was first seen (milliseconds since 1970), if it was. */
  readonly faultSeenAt?: number | null
}

/**
 * Back to legacy: one route, or every one that a candidate answers. The planes are told first; neither the
 * database nor the plan file needs to be there.
 */
export async function rollBack(
  context: ControlContext,
  id: string | null,
  author: Author,
  { to = 0, fault = null, faultSeenAt = null }: Retreat = {},
): Promise<CommandResult> {
  const started = performance.now()
  return context.queue.run(
    async () => {
      if (context.tenure() === 'standby') throw await context.standbyError()
      const { state, views } = context
      const before = state.current()
      const ids = id === null ? answeredByCandidate(context, before) : [findNotRetired(before, id).id]
      const left = id === null ? retiredWarnings(before) : []
      const standings = Object.fromEntries(ids.map((route) => [route, standingFor(to)]))
      if (ids.length === 0)
        return resultOf(started, before, { snapshot: before, outcomes: [] }, {}, left, true)
      const done = await rollOut(state, views, { standings })
      if (!done.outcomes.some(({ result }) => result === 'confirmed')) {
        await undo(state, views, done, ids)
        throw noPlane(done.outcomes)
      }
      state.replace(done.snapshot)
      const evidence = fault && { ...fault, secondsFromFault: secondsSince(faultSeenAt) }
      const steps = stepsOf('rollback', author, before, done.snapshot, standings, evidence)
      const restraints = fault === null ? {} : { holds: heldBy(author, ids) }
      const entry = entryOf(done.snapshot, standings, steps, restraints)
      state.restrain(entry.restraints)
      publish(context.events, steps)
      const recorded = await context.recorder.record(entry)
      return resultOf(started, before, done, standings, [...outWarnings(context, ids), ...left], recorded)
    },
    { urgent: true },
  )
}

/** From the first sign of a fault to the planes' being told; null where there was none before the verdict. */
function secondsSince(seenAt: number | null): number | null {
  return seenAt === null ? null : Math.max(0, Math.round(Date.now() - seenAt) / 1000)
}

/** Evidence against a route holds it, so that it does not go the same way again by itself. */
function heldBy({ who, why }: Author, ids: readonly string[]): Readonly<Record<string, Hold>> {
  const hold: Hold = { cause: 'gate', who, why: why ?? 'a gate failed', since: new Date() }
  return Object.fromEntries(ids.map((id) => [id, hold]))
}

/** Puts another plan in the place of the current one; routes keep where they stand. */
export async function replacePlan(context: ControlContext, plan: LoadedPlan): Promise<CommandResult> {
  const started = performance.now()
  return context.queue.run(async () => {
    const before = await readyToAdvance(context)
    const done = await changeRecorded(context, { standings: {}, plan }, (after) => entryOf(after, {}, []))
    const { version } = done.snapshot.table
    context.events.publish({ type: 'plan', plan: plan.plan.name, version })
    return resultOf(started, before, done, {}, [], true)
  })
}

/** By the table or, where an operator moved it by hand, by what a plane does. */
function answeredByCandidate({ views }: ControlContext, { table }: Snapshot): readonly string[] {
  const drifted = new Set(views.flatMap((view) => view.drift().map(({ route }) => route)))
  return table.routes
    .filter(
      (route) => isMovable(route) && route.stage !== 'retired' && (route.weight > 0 || drifted.has(route.id)),
    )
    .map(({ id }) => id)
}
