import { restrained } from '../store/restraints.ts'
import type { Entry, SavedState } from '../store/state-store.ts'
import type { ControlContext } from './context.ts'
import { adoptions, type Adoption, type Witness } from './merge-standings.ts'
import { moved, snapshotOf, type LoadedPlan, type Snapshot } from './snapshot.ts'
import { entryOf, stepsOf } from './steps-of.ts'

/**
 * Settles where everything stands, from the record, this controller's memory and the planes: what is still
 * unwritten is written, what is ahead of the record is adopted (adoptions), and a plan that changed gets a
 * version of its own. The caller holds the leader's lock.
 * @throws ControllerError ERR_DATABASE_…, ERR_STATE_CONFLICT; the state is then as it was.
 */
export async function resync(context: ControlContext, plan: LoadedPlan): Promise<void> {
  const { state, store, recorder, views, events } = context
  await recorder.flush()
  const saved = await store.load()
  state.saw(saved.version)
  const ahead = witnesses(context).filter(({ version }) => version > saved.version)
  for (const { version } of ahead) state.saw(version)
  const adopted = adoptions(plan.plan, saved.standings, ahead)
  const before = snapshotOf(plan, saved, saved.version)
  const settled = ahead.length === 0 && saved.planDigest === plan.digest
  const after = settled ? before : adopt(before, adopted, state.nextVersion())
  let settledBy: Entry['restraints'] = {}
  if (!settled) {
    const entry = entryFor(context.name, before, after, adopted)
    await store.change(saved.version, () => Promise.resolve(entry))
    settledBy = entry.restraints
    for (const step of entry.steps) events.publish({ type: 'step', step })
  }
  state.replace(after)
  state.saved(after.table.version)
  state.replaceRestraints(restrained(saved.restraints, settledBy))
  rememberInstances(views, saved)
}

function witnesses({ state, views }: ControlContext): readonly Witness[] {
  const memory = state.peek()
  const remembered = memory?.table.routes.map(({ id, weight }) => [id, weight] as const)
  return [
    ...(memory && remembered
      ? [{ name: 'this controller', version: memory.table.version, weights: Object.fromEntries(remembered) }]
      : []),
    ...views.flatMap((view) => {
      const { version = null, weights = {} } = view.observation() ?? {}
      return version === null ? [] : [{ name: `plane "${view.plane.name}"`, version, weights }]
    }),
  ]
}

function adopt(before: Snapshot, adopted: readonly Adoption[], version: number): Snapshot {
  return moved(before, standingsOf(adopted), version)
}

function standingsOf(adopted: readonly Adoption[]): Snapshot['standings'] {
  return Object.fromEntries(adopted.map(({ route, standing }) => [route, standing]))
}

function entryFor(name: string, before: Snapshot, after: Snapshot, adopted: readonly Adoption[]): Entry {
  const who = `controller ${name}`
  const steps = adopted.flatMap((adoption) => {
    const { name: witness, version } = adoption.witness
    const why = `${witness} was at version ${version}, of which there is no record`
    return stepsOf('adopt', { who, why }, before, after, standingsOf([adoption]))
  })
  return entryOf(after, standingsOf(adopted), steps)
}

/** A plane that this process never told is still the one that its predecessor told, if its instance is the same. */
function rememberInstances(views: ControlContext['views'], { instances }: SavedState): void {
  for (const view of views) {
    const instance = Object.hasOwn(instances, view.plane.name) ? instances[view.plane.name] : undefined
    if (view.toldInstance() === null && instance !== undefined) view.told(instance)
  }
}
