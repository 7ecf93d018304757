import { setTimeout as pause } from 'node:timers/promises'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Observation } from '../planes/plane.ts'
import type { ControlContext } from './context.ts'
import { driftOf } from './drift.ts'
import { heedHands } from './operators-hand.ts'
import { judge } from './judge.ts'
import type { PlaneView } from './plane-view.ts'
import type { Snapshot } from './snapshot.ts'
import { tellPlane } from './tell-plane.ts'

export interface Reconciler {
  close: () => Promise<void>
}

/** A table that a plane refused is not tried on it again at once: checking it costs the plane something. */
const RETRY_REFUSED_AFTER_MS = 5000

/**
 * Looks at every plane, each at its own pace, and brings those that lag behind to the table. A weight that was
 * changed on a plane by hand is reported, never fought.
 */
export function startReconciler(context: ControlContext, log: Log, everyMs = 1000): Reconciler {
  const stopped = new AbortController()
  // A new leader looks at once.
  let woken = new AbortController()
  const unsubscribe = context.events.subscribe(({ type }) => {
    if (type !== 'role') return
    woken.abort()
    woken = new AbortController()
  })

  /** Once at a time, or two planes that differ would have a route held twice. */
  let heeding: Promise<void> | null = null
  function heed(): Promise<void> {
    heeding ??= heedHands(context).finally(() => {
      heeding = null
    })
    return heeding
  }

  async function watch(view: PlaneView): Promise<void> {
    const memory: InstanceMemory = { saved: null }
    while (!stopped.signal.aborted) {
      const isJudged = await visit(view, memory).catch((error: unknown) => {
        log.warn('reconciling a plane failed', { plane: view.plane.name, error: messageOf(error) })
        return true
      })
      await restAfter(isJudged)
    }
  }

  async function visit(view: PlaneView, memory: InstanceMemory): Promise<boolean> {
    const isJudged = await look(context, view, log)
    await heed()
    await saveInstance(context, view, memory)
    return isJudged
  }

  /** Until the next look is due; one that could not judge is made up for as soon as nothing is under way. */
  async function restAfter(isJudged: boolean): Promise<void> {
    const rested = new AbortController()
    const signal = AbortSignal.any([stopped.signal, woken.signal, rested.signal])
    const resting = pause(everyMs, undefined, { signal }).catch(() => undefined)
    await (isJudged ? resting : Promise.race([resting, context.queue.idle()]))
    rested.abort()
  }

  const watching = Promise.all(context.views.map(watch))
  return {
    async close() {
      unsubscribe()
      stopped.abort()
      await watching
    },
  }
}

/** One look at one plane, and what follows from it; false where that could not be judged. */
async function look(context: ControlContext, view: PlaneView, log: Log): Promise<boolean> {
  const { state, queue } = context
  const asked = state.peek()
  const observation = await observe(view)
  if (!observation) return true
  // A step that is under way changes both sides of the comparison: the next look judges.
  if (queue.busy() || state.peek() !== asked) return false
  if (!asked) return true
  const relation = judge(observation, view.toldInstance(), asked.table.version)
  view.drifted(
    observation.version === asked.table.version ? driftOf(view.plane.name, observation, asked.table) : [],
  )
  if (relation === 'behind' && context.tenure() !== 'standby') await bring(context, view, log)
  if (relation === 'ahead') {
    state.saw(observation.version ?? 0)
    if (context.tenure() === 'leader') await queue.run(() => context.resync())
  }
  return true
}

async function observe(view: PlaneView): Promise<Observation | null> {
  try {
    const observation = await view.plane.observe()
    view.saw(observation)
    return observation
  } catch (error) {
    view.lost(messageOf(error))
    view.drifted([])
    return null
  }
}

/** Tells the plane the table; one that started anew is told even if it still has that version. */
async function bring(context: ControlContext, view: PlaneView, log: Log): Promise<void> {
  const refusal = view.refusal()
  if (refusal && performance.now() - refusal.at < RETRY_REFUSED_AFTER_MS) return
  await context.queue.run(async () => {
    const { table }: Snapshot = context.state.current()
    const outcome = await tellPlane(view, { table, known: [], claimed: new Set(), again: true })
    if (outcome.result === 'confirmed')
      log.info('brought a plane to the table', { plane: outcome.plane, version: table.version })
    else log.warn('a plane did not take the table', { ...outcome })
  })
}

interface InstanceMemory {
  saved: string | null
}

/** A successor of this controller must know whether a plane is still the one that was told. */
async function saveInstance(context: ControlContext, view: PlaneView, memory: InstanceMemory): Promise<void> {
  const instance = view.toldInstance()
  if (context.tenure() !== 'leader' || instance === null || instance === memory.saved) return
  await context.store.saveInstance(view.plane.name, instance)
  memory.saved = instance
}
