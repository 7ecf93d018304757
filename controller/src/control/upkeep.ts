import { setTimeout as pause } from 'node:timers/promises'
import { isWeight, standingFor } from '@strangler/migration-plan'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { ControlContext } from './context.ts'
import { snapshotOf, type LoadedPlan } from './snapshot.ts'

export interface Upkeep {
  close: () => Promise<void>
}

/**
 * What is due once a second, by tenure. Leader: write down what is still unwritten, and settle what is in doubt.
 * Standby: follow the record. Cut off with nothing known: take what the planes serve for the truth, so that a
 * rollback is possible even then.
 */
export function startUpkeep(
  context: ControlContext,
  plan: () => LoadedPlan,
  log: Log,
  everyMs = 1000,
): Upkeep {
  const stopped = new AbortController()

  async function work(): Promise<void> {
    while (!stopped.signal.aborted) {
      await once(context, plan()).catch((error: unknown) => log.debug('upkeep', { error: messageOf(error) }))
      await pause(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  }

  const working = work()
  return {
    async close() {
      stopped.abort()
      await working
    },
  }
}

async function once(context: ControlContext, plan: LoadedPlan): Promise<void> {
  const { state, recorder, store } = context
  switch (context.tenure()) {
    case 'leader':
      if (recorder.unrecorded() > 0) await recorder.flush()
      if (state.savedVersion() === null) await context.queue.run(() => context.resync())
      return
    case 'standby': {
      const saved = await store.load()
      if (context.tenure() !== 'standby') return
      state.replaceRestraints(saved.restraints)
      if (saved.version > 0 && saved.version !== state.peek()?.table.version)
        state.replace(snapshotOf(plan, saved, saved.version))
      return
    }
    case 'cut-off':
      if (!state.peek()) assumeFromPlanes(context, plan)
  }
}

function assumeFromPlanes({ state, views }: ControlContext, plan: LoadedPlan): void {
  const newest = views
    .flatMap((view) => view.observation() ?? [])
    .reduce<{ version: number; weights: Readonly<Record<string, number | null>> } | null>(
      (best, { version, weights }) =>
        version !== null && version > (best?.version ?? 0) ? { version, weights } : best,
      null,
    )
  if (!newest) return
  const standings = Object.entries(newest.weights).flatMap(([route, weight]) => {
    return weight !== null && isWeight(weight) ? [[route, standingFor(weight)] as const] : []
  })
  state.replace(snapshotOf(plan, { standings: Object.fromEntries(standings), since: {} }, newest.version))
}
