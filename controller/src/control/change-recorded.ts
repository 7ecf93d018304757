import { ControllerError } from '../errors.ts'
import type { Entry } from '../store/state-store.ts'
import type { Step } from '../store/step.ts'
import type { ControlContext } from './context.ts'
import type { Events } from './events.ts'
import { rollOut, undo, type Change, type RollOut } from './roll-out.ts'
import type { Snapshot } from './snapshot.ts'
import type { PlaneOutcome } from './tell-plane.ts'

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

/** What is done to planes beside telling them the table; where it fails, the change does not stand. */
export interface Around {
  /** Before they are told, once nobody else can change the state. */
  readonly before?: () => Promise<void>
  /** When they were told, before it is written down. */
  readonly after?: (told: Snapshot) => Promise<void>
}

/** All or nothing: what cannot be told to the planes is not recorded, what cannot be recorded is taken back. */
export async function changeRecorded(
  { state, views, store, events }: ControlContext,
  change: Change,
  entry: (after: Snapshot) => Entry,
  { before, after: afterwards }: Around = {},
): Promise<RollOut> {
  const claimed = Object.keys(change.standings)
  const attempt: { done: RollOut | null; entry: Entry | null } = { done: null, entry: null }
  try {
    await store.change(state.savedVersion() ?? 0, async () => {
      await before?.()
      attempt.done = await rollOut(state, views, change)
      const { outcomes, snapshot } = attempt.done
      if (outcomes.some(({ result }) => result === 'refused')) throw refused(outcomes)
      if (!outcomes.some(({ result }) => result === 'confirmed')) throw noPlane(outcomes)
      await afterwards?.(snapshot)
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
  if (attempt.entry) state.restrain(attempt.entry.restraints)
  publish(events, attempt.entry?.steps ?? [])
  return done
}

function isConflict(thrown: unknown): boolean {
  return thrown instanceof ControllerError && thrown.code === 'ERR_STATE_CONFLICT'
}

export function publish(events: Events, steps: readonly Step[]): void {
  for (const step of steps) events.publish({ type: 'step', step })
}

function refused(outcomes: readonly PlaneOutcome[]): ControllerError {
  const why = outcomes.flatMap(({ result, error }) => (result === 'refused' ? (error ?? []) : [])).join('; ')
  return new ControllerError('ERR_PLANE_REFUSED', `nothing was changed: ${why}`, 'mend that and try again')
}

export function noPlane(outcomes: readonly PlaneOutcome[]): ControllerError {
  const refusedOne = outcomes.some(({ result }) => result === 'refused')
  const why = outcomes.map(({ error }) => error ?? '').join('; ')
  return new ControllerError(
    refusedOne ? 'ERR_PLANE_REFUSED' : 'ERR_PLANE_UNREACHABLE',
    `nothing was changed, as no plane could be told: ${why}`,
    'see that a plane runs and try again',
  )
}
