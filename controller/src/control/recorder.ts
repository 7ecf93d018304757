import { setTimeout as pause } from 'node:timers/promises'
import type { Entry, StateStore } from '../store/state-store.ts'
import type { Tenure } from '../store/leader-lock.ts'
import { restrainedTwice } from '../store/restraints.ts'
import type { ControlState } from './control-state.ts'

export interface Recorder {
  /** Writes an entry down, now or when the database is back; whether it is written when this resolves. */
  record: (entry: Entry) => Promise<boolean>
  /** Writes what is still unwritten, in order. @throws ControllerError ERR_DATABASE_… */
  flush: () => Promise<void>
  /** Steps that are not written yet. */
  unrecorded: () => number
}

const MOST_PENDING = 1000
// An operator who rolls back does not wait for a database that hangs.
const WAIT_AT_MOST_MS = 700

/** Keeps what happened while the database was away: bounded, so that what is oldest loses its audit lines first. */
export function createRecorder(
  store: StateStore,
  state: ControlState,
  tenure: () => Tenure,
  onDropped: (steps: number) => void,
): Recorder {
  const pending: Entry[] = []
  let flushing: Promise<void> | null = null

  async function writeAll(): Promise<void> {
    for (let next = pending[0]; next; next = pending[0]) {
      await store.append(next)
      if (state.savedVersion() !== null) state.saved(next.version)
      // It may have been folded into its successor meanwhile; writing it twice does no harm.
      const at = pending.indexOf(next)
      if (at !== -1) pending.splice(at, 1)
    }
  }

  function flush(): Promise<void> {
    flushing ??= writeAll().finally(() => {
      flushing = null
    })
    return flushing
  }

  return {
    async record(entry) {
      pending.push(entry)
      const dropped = makeRoom(pending)
      if (dropped > 0) onDropped(dropped)
      if (tenure() !== 'leader') return false
      const bound = new AbortController()
      const timeout = pause(WAIT_AT_MOST_MS, false, { signal: bound.signal }).catch(() => false)
      const written = flush().then(
        () => true,
        () => false,
      )
      const done = await Promise.race([written, timeout])
      bound.abort()
      return done && !pending.includes(entry)
    },
    flush,
    unrecorded: () => pending.reduce((sum, { steps }) => sum + steps.length, 0),
  }
}

/** Folds the oldest entry into the next one, which keeps its standings; gives how many audit lines that cost. */
function makeRoom(pending: Entry[]): number {
  const [oldest, second] = pending
  if (pending.length <= MOST_PENDING || !oldest || !second) return 0
  pending.splice(0, 2, {
    ...second,
    standings: { ...oldest.standings, ...second.standings },
    restraints: restrainedTwice(oldest.restraints, second.restraints),
  })
  return oldest.steps.length
}
