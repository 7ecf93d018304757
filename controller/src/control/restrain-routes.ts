import { randomUUID } from 'node:crypto'
import { nextStanding, type Route } from '@strangler/migration-plan'
import { ControllerError } from '../errors.ts'
import { holdOf, type Hold, type RestraintChange } from '../store/restraints.ts'
import { EVERY_ROUTE, type Action, type Step } from '../store/step.ts'
import type { Author } from './author.ts'
import { publish, readyToAdvance } from './change-recorded.ts'
import type { CommandResult } from './command-result.ts'
import type { ControlContext } from './context.ts'
import { findNotRetired } from './refuse-moves.ts'
import { entryOf } from './steps-of.ts'

/** Keeps a route where it is, until it is released; works without the database. */
export function holdRoute(
  context: ControlContext,
  id: string,
  author: Author,
  cause: Hold['cause'] = 'operator',
): Promise<CommandResult> {
  return restrain(context, { id, action: 'hold', needsRecord: false }, author, () => ({
    holds: { [id]: { cause, who: author.who, why: author.why ?? 'held by hand', since: new Date() } },
  }))
}

/** Lets a held route move again; its evidence is gathered anew. @throws ControllerError ERR_ROUTE_HELD while a plane is not as the table says. */
export function releaseRoute(context: ControlContext, id: string, author: Author): Promise<CommandResult> {
  return restrain(context, { id, action: 'release', needsRecord: true }, author, () => {
    if (holdOf(context.state.restraints(), id)?.cause === 'drift' && isDrifted(context, id))
      throw new ControllerError(
        'ERR_ROUTE_HELD',
        `route "${id}": what was done to it by hand is still there`,
        `strangler adopt ${id} keeps it, strangler revert ${id} takes it back`,
      )
    return { holds: { [id]: null }, restarts: { [id]: new Date() } }
  })
}

/** Says yes to the next step of a route. @throws ControllerError ERR_ROUTE_AT_END */
export function approveStep(context: ControlContext, id: string, author: Author): Promise<CommandResult> {
  return restrain(context, { id, action: 'approve', needsRecord: true }, author, (route) => {
    const step = route && nextStanding(route)
    if (!step)
      throw new ControllerError(
        'ERR_ROUTE_AT_END',
        `route "${id}" has no step before it`,
        'there is nothing to approve',
      )
    return { approvals: { [id]: { ...author, at: new Date(), step } } }
  })
}

/** Keeps every route from moving forward; works without the database. */
export function pauseAll(context: ControlContext, author: Author): Promise<CommandResult> {
  return restrain(context, { id: null, action: 'pause', needsRecord: false }, author, () => ({
    pause: { ...author, since: new Date() },
  }))
}

export function resumeAll(context: ControlContext, author: Author): Promise<CommandResult> {
  return restrain(context, { id: null, action: 'resume', needsRecord: true }, author, () => ({ pause: null }))
}

/** Whether a plane does something else with a route than the table says. */
export function isDrifted({ views }: ControlContext, id: string): boolean {
  return views.some((view) => view.drift().some(({ route }) => route === id))
}

interface Restraining {
  /** Null is every route. */
  readonly id: string | null
  readonly action: Action
  /** What lets routes move does so once it is written down; what holds them, at once. */
  readonly needsRecord: boolean
}

/** Changes what holds routes, and no plane: nothing moves by it. */
function restrain(
  context: ControlContext,
  { id, action, needsRecord }: Restraining,
  author: Author,
  changeFor: (route: Route | null) => RestraintChange,
): Promise<CommandResult> {
  const started = performance.now()
  const { state, recorder, store, events } = context
  return context.queue.run(async () => {
    if (context.tenure() === 'standby') throw await context.standbyError()
    const snapshot = needsRecord ? await readyToAdvance(context) : state.current()
    const route = id === null ? null : findNotRetired(snapshot, id)
    const change = changeFor(route)
    const { stage = null, weight = 0 } = route ?? {}
    const step: Step = {
      ...{ id: randomUUID(), at: new Date(), action, ...author, route: id ?? EVERY_ROUTE },
      ...{ from: weight, to: weight, fromStage: stage, toStage: stage },
      ...{ version: snapshot.table.version, evidence: null },
    }
    const entry = entryOf(snapshot, {}, [step], change)
    if (needsRecord) await store.append(entry)
    state.restrain(change)
    publish(events, [step])
    const recorded = needsRecord || (await recorder.record(entry))
    return {
      moves: id === null ? [] : [{ route: id, from: weight, to: weight }],
      version: snapshot.table.version,
      secondsToEffect: Math.round(performance.now() - started) / 1000,
      ...{ warnings: [], recorded, planes: [] },
    }
  })
}
