import { standingFor, type Route, type RouteTable, type Standing } from '@strangler/migration-plan'
import { ControllerError } from '../errors.ts'
import type { ByHand } from '../planes/plane.ts'
import { holdOf } from '../store/restraints.ts'
import type { Entry } from '../store/state-store.ts'
import type { Author } from './author.ts'
import { changeRecorded, readyToAdvance, type Around } from './change-recorded.ts'
import { resultOf, type CommandResult } from './command-result.ts'
import type { ControlContext } from './context.ts'
import type { PlaneView } from './plane-view.ts'
import { driftOf } from './drift.ts'
import { findNotRetired } from './refuse-moves.ts'
import { holdRoute, releaseRoute } from './restrain-routes.ts'
import type { Snapshot } from './snapshot.ts'
import { entryOf, stepsOf } from './steps-of.ts'

/**
 * Makes what somebody did by hand on a plane what every plane does. A side that was taken out of service answers
 * nothing from then on, and its servers are ready again.
 * @throws ControllerError ERR_ROUTE_…, ERR_DRIFT_NONE, ERR_DRIFT_UNCLEAR
 */
export function adoptByHand(context: ControlContext, id: string, author: Author): Promise<CommandResult> {
  return settle(context, id, author, 'adopt')
}

/** Brings the planes back to the table where somebody changed a route by hand. @throws ControllerError as adoptByHand */
export function revertByHand(context: ControlContext, id: string, author: Author): Promise<CommandResult> {
  return settle(context, id, author, 'revert')
}

function settle(
  context: ControlContext,
  id: string,
  author: Author,
  action: 'adopt' | 'revert',
): Promise<CommandResult> {
  const started = performance.now()
  return context.queue.run(async () => {
    const before = await readyToAdvance(context)
    const route = findNotRetired(before, id)
    const drifted = context.views.filter((view) => view.drift().some((drift) => drift.route === id))
    if (drifted.length === 0)
      throw new ControllerError(
        'ERR_DRIFT_NONE',
        `route "${id}": no plane differs from the table`,
        `there is nothing to ${action}`,
      )
    const standing = action === 'adopt' ? standingByHand(route, drifted) : standingAsItIs(route)
    const standings = { [id]: standing }
    const change = { standings, mustServe: action === 'revert' }
    // Servers that somebody took out of service come back when the weights are such that all may answer.
    const around: Around =
      action === 'revert'
        ? { before: () => makeReady(drifted, id, before.table) }
        : { after: ({ table }) => makeReady(drifted, id, table) }
    const entry = (after: Snapshot): Entry =>
      entryOf(after, standings, stepsOf(action, author, before, after, standings), {
        holds: holdOf(context.state.restraints(), id)?.cause === 'drift' ? { [id]: null } : {},
      })
    const done = await changeRecorded(context, change, entry, around)
    return resultOf(started, before, done, standings, [], true)
  })
}

/**
 * Holds a route that somebody changed on a plane, and lets it go when that is taken back: whoever it was has the say. A
 * retired route has nowhere to go, so nothing holds it.
 */
export async function heedHands(context: ControlContext): Promise<void> {
  const { state, views, queue, tenure } = context
  const snapshot = state.peek()
  // A step under way changes what drifts: the next look judges.
  if (!snapshot || tenure() === 'standby' || queue.busy()) return
  const reasons = new Map(
    views.flatMap((view) => view.drift().map((drift) => [drift.route, reasonOf(view, drift.route)] as const)),
  )
  const mayRelease = tenure() === 'leader' && views.every((view) => view.reachable())
  for (const { id, stage } of snapshot.table.routes) {
    const hold = holdOf(state.restraints(), id)
    const why = reasons.get(id)
    if (why === undefined) {
      if (mayRelease && hold?.cause === 'drift') await releaseRoute(context, id, TAKEN_BACK)
    } else if (!hold && stage !== 'retired') await holdRoute(context, id, { who: SOMEBODY, why }, 'drift')
  }
}

const SOMEBODY = 'somebody at a plane'
const TAKEN_BACK: Author = { who: SOMEBODY, why: 'it was taken back by hand' }

function reasonOf({ plane, drift, observation }: PlaneView, id: string): string {
  const { expected, actual = null } = drift().find(({ route }) => route === id) ?? {}
  const says = observation()?.byHand?.[id]?.says
  const seen = says ?? (actual === null ? 'weights that are no percentage' : `${actual}%`)
  return `${plane.name}: ${seen}, where the table says ${String(expected)}%`
}

function standingAsItIs({ stage, weight }: Route): Standing {
  return { stage, weight }
}

/** Where a route stands by what was done on planes, if that is one thing. */
function standingByHand({ id }: Route, views: readonly PlaneView[]): Standing {
  const remedy = `strangler revert ${id} takes it back`
  const seen = views.map((view) => ({ plane: view.plane.name, weight: weightByHand(view, id) }))
  const unclear = seen.find(({ weight }) => weight === null)
  if (unclear)
    throw new ControllerError(
      'ERR_DRIFT_UNCLEAR',
      `route "${id}": what was done by hand on ${unclear.plane} is no weight`,
      remedy,
    )
  const weights = new Set(seen.map(({ weight }) => weight ?? 0))
  const [weight = 0, ...others] = weights
  if (others.length === 0) return standingFor(weight)
  throw new ControllerError(
    'ERR_DRIFT_UNCLEAR',
    `route "${id}": planes were changed by hand in different ways: ${seen.map((one) => `${one.plane} to ${one.weight ?? 0}%`).join(', ')}`,
    `set the weight that is meant: strangler set ${id}, or ${remedy}`,
  )
}

function weightByHand(view: PlaneView, id: string): number | null {
  const actual = view.drift().find(({ route }) => route === id)?.actual ?? null
  return actual ?? weightOfServers(view.observation()?.byHand?.[id])
}

/** Who takes all servers of one side out of service leaves everything to the other. */
function weightOfServers(byHand: ByHand | undefined): number | null {
  const { legacy = 'none', candidate = 'none' } = byHand?.out ?? {}
  if (candidate === 'all' && legacy === 'none') return 0
  return legacy === 'all' && candidate === 'none' ? 100 : null
}

async function makeReady(views: readonly PlaneView[], id: string, table: RouteTable): Promise<void> {
  for (const view of views) {
    if (view.observation()?.byHand?.[id] === undefined) continue
    await view.plane.release?.(id)
    const observation = await view.plane.observe()
    view.saw(observation)
    view.drifted(driftOf(view.plane.name, observation, table))
  }
}
