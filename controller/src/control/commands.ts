import { isMovable, SHADOW, standingFor, type Standing } from '@strangler/migration-plan'
import { ControllerError } from '../errors.ts'
import type { Action, Entry, Step } from '../store/state-store.ts'
import type { Author } from './author.ts'
import type { ControlContext } from './context.ts'
import type { Events } from './events.ts'
import { findMovable } from './find-route.ts'
import { rollOut, undo, type Change, type RollOut } from './roll-out.ts'
import type { LoadedPlan, Snapshot } from './snapshot.ts'
import { entryOf, stepsOf, weightOf } from './steps-of.ts'
import type { PlaneOutcome } from './tell-plane.ts'
import { compareWarnings, orderWarnings, outWarnings } from './warnings.ts'

/** What a command did, once every plane that could be reached confirmed it. */
export interface CommandResult {
  readonly moves: readonly { readonly route: string; readonly from: number; readonly to: number }[]
  readonly version: number
  /** From the call to the moment when the last reachable plane was read back. */
  readonly secondsToEffect: number
  readonly warnings: readonly string[]
  /** False: the audit line is written when the database is back. */
  readonly recorded: boolean
  readonly planes: readonly PlaneOutcome[]
}

/** Sets a route's weight: recorded in the same transaction as it takes effect, or it does not happen. */
export function setWeight(
  context: ControlContext,
  id: string,
  weight: number,
  author: Author,
): Promise<CommandResult> {
  return moveRoute(context, id, { standing: standingFor(weight), action: 'set' }, author)
}

/** Has legacy answer a route and the candidate asked too, as its plan's `compare` says; recorded as with setWeight. */
export function shadowRoute(context: ControlContext, id: string, author: Author): Promise<CommandResult> {
  return moveRoute(context, id, { standing: SHADOW, action: 'shadow' }, author)
}

function moveRoute(
  context: ControlContext,
  id: string,
  { standing, action }: { readonly standing: Standing; readonly action: Action },
  author: Author,
): Promise<CommandResult> {
  const started = performance.now()
  return context.queue.run(async () => {
    const before = await readyToAdvance(context)
    const route = findMovable(before, id)
    const standings = { [id]: standing }
    const done = await changeRecorded(context, { standings, mustServe: true }, (after) =>
      entryOf(after, standings, stepsOf(action, author, before, after, standings)),
    )
    const warnings = [
      ...(standing.weight > route.weight ? orderWarnings(before, id) : []),
      ...(standing.stage === 'shadow' ? compareWarnings(route) : []),
    ]
    return resultOf(started, before, done, standings, warnings, true)
  })
}

/**
 * Back to legacy: one route, or every one that a candidate answers. The planes are told first; neither the
 * database nor the plan file needs to be there.
 */
export async function rollBack(
  context: ControlContext,
  id: string | null,
  author: Author,
): Promise<CommandResult> {
  const started = performance.now()
  return context.queue.run(
    async () => {
      if (context.tenure() === 'standby') throw await context.standbyError()
      const { state, views } = context
      const before = state.current()
      const ids = id === null ? answeredByCandidate(context, before) : [findMovable(before, id).id]
      const standings = Object.fromEntries(ids.map((route) => [route, standingFor(0)]))
      if (ids.length === 0) return resultOf(started, before, { snapshot: before, outcomes: [] }, {}, [], true)
      const done = await rollOut(state, views, { standings })
      if (!done.outcomes.some(({ result }) => result === 'confirmed')) {
        await undo(state, views, done, ids)
        throw noPlane(done.outcomes)
      }
      state.replace(done.snapshot)
      const steps = stepsOf('rollback', author, before, done.snapshot, standings)
      publish(context.events, steps)
      const recorded = await context.recorder.record(entryOf(done.snapshot, standings, steps))
      return resultOf(started, before, done, standings, outWarnings(context, ids), recorded)
    },
    { urgent: true },
  )
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

/** What stands, where this controller leads and knows what is recorded. @throws ControllerError */
export async function readyToAdvance(context: ControlContext): Promise<Snapshot> {
  const tenure = context.tenure()
  if (tenure === 'standby') throw await context.standbyError()
  if (tenure === 'cut-off')
    throw new ControllerError(
      'ERR_DATABASE_DOWN',
      'database: it cannot be reached, and no step goes forward without a record',
      'bring PostgreSQL back and try again; rollback works without it',
    )
  if (context.state.savedVersion() === null) await context.resync()
  return context.state.current()
}

/** All or nothing: what cannot be told to the planes is not recorded, what cannot be recorded is taken back. */
export async function changeRecorded(
  { state, views, store, events }: ControlContext,
  change: Change,
  entry: (after: Snapshot) => Entry,
): Promise<RollOut> {
  const claimed = Object.keys(change.standings)
  const attempt: { done: RollOut | null; entry: Entry | null } = { done: null, entry: null }
  try {
    await store.change(state.savedVersion() ?? 0, async () => {
      attempt.done = await rollOut(state, views, change)
      const { outcomes, snapshot } = attempt.done
      if (outcomes.some(({ result }) => result === 'refused')) throw refused(outcomes)
      if (!outcomes.some(({ result }) => result === 'confirmed')) throw noPlane(outcomes)
      attempt.entry = entry(snapshot)
      return attempt.entry
    })
  } catch (thrown) {
    if (attempt.done) await undo(state, views, attempt.done, claimed)
    // Whether a commit that failed took place is known only after reading the database again.
    if (attempt.entry || isConflict(thrown)) state.saved(null)
    throw thrown
  }
  const { done } = attempt
  if (!done)
    throw new ControllerError(
      'ERR_CONTROLLER_FAULT',
      'controller: a step ended without a result',
      'report it',
    )
  state.replace(done.snapshot)
  state.saved(done.snapshot.table.version)
  publish(events, attempt.entry?.steps ?? [])
  return done
}

function isConflict(thrown: unknown): boolean {
  return thrown instanceof ControllerError && thrown.code === 'ERR_STATE_CONFLICT'
}

function publish(events: Events, steps: readonly Step[]): void {
  for (const step of steps) events.publish({ type: 'step', step })
}

/** By the table or, where an operator moved it by hand, by what a plane does. */
function answeredByCandidate({ views }: ControlContext, { table }: Snapshot): readonly string[] {
  const drifted = new Set(views.flatMap((view) => view.drift().map(({ route }) => route)))
  return table.routes
    .filter((route) => isMovable(route) && (route.weight > 0 || drifted.has(route.id)))
    .map(({ id }) => id)
}

export function resultOf(
  started: number,
  before: Snapshot,
  { snapshot, outcomes }: RollOut,
  standings: Readonly<Record<string, Standing>>,
  warnings: readonly string[],
  recorded: boolean,
): CommandResult {
  const effective = Math.max(started, ...outcomes.map(({ confirmedAt }) => confirmedAt ?? started))
  const missing = outcomes.filter(({ result }) => result !== 'confirmed')
  return {
    moves: Object.entries(standings).map(([route, { weight }]) => ({
      route,
      from: weightOf(before, route),
      to: weight,
    })),
    version: snapshot.table.version,
    secondsToEffect: Math.round(effective - started) / 1000,
    warnings: [
      ...warnings,
      ...missing.map(
        ({ plane, error, result }) =>
          `plane "${plane}" was not told (${error ?? result}); it will be as soon as it can be`,
      ),
    ],
    recorded,
    planes: outcomes,
  }
}

function refused(outcomes: readonly PlaneOutcome[]): ControllerError {
  const why = outcomes.flatMap(({ result, error }) => (result === 'refused' ? (error ?? []) : [])).join('; ')
  return new ControllerError('ERR_PLANE_REFUSED', `nothing was changed: ${why}`, 'mend that and try again')
}

function noPlane(outcomes: readonly PlaneOutcome[]): ControllerError {
  const refusedOne = outcomes.some(({ result }) => result === 'refused')
  const why = outcomes.map(({ error }) => error ?? '').join('; ')
  return new ControllerError(
    refusedOne ? 'ERR_PLANE_REFUSED' : 'ERR_PLANE_UNREACHABLE',
    `nothing was changed, as no plane could be told: ${why}`,
    'see that a plane runs and try again',
  )
}
