import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { CallStore, RefusedCalls } from '../store/call-store.ts'
import { createRefusedCallCounter, type RefusedCallCounter } from './refused-calls.ts'

export interface RefusedCallLog extends Pick<RefusedCallCounter, 'note' | 'totals'> {
  /** What was refused, latest first. @throws ControllerError ERR_DATABASE_… */
  readonly latest: (limit: number) => Promise<readonly RefusedCalls[]>
  readonly close: () => Promise<void>
}

const WRITE_EVERY_MS = 5000
const HOUR_MS = 3_600_000
const KEPT_ANSWERS_MS = 24 * HOUR_MS
const KEPT_REFUSALS_MS = 30 * 24 * HOUR_MS

/** Writes down every few seconds whom the API refused, and lets go of what is old. */
export function createRefusedCallLog(store: CallStore, log: Log): RefusedCallLog {
  const counter = createRefusedCallCounter()
  let complaint = ''
  let pruned = -Infinity

  async function work(): Promise<void> {
    try {
      await counter.flush((calls) => store.addRefused(calls))
      complaint = ''
      if (performance.now() - pruned < HOUR_MS) return
      const now = Date.now()
      await store.prune({
        answers: new Date(now - KEPT_ANSWERS_MS),
        refused: new Date(now - KEPT_REFUSALS_MS),
      })
      pruned = performance.now()
    } catch (error) {
      // What keeps going wrong in the same way is told once.
      if (messageOf(error) !== complaint)
        log.warn('refused calls are not written down', { error: messageOf(error) })
      complaint = messageOf(error)
    }
  }

  let working: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    working = working.then(work)
  }, WRITE_EVERY_MS).unref()
  return {
    note: counter.note,
    totals: counter.totals,
    async latest(limit) {
      await counter.flush((calls) => store.addRefused(calls))
      return store.refused(limit)
    },
    async close() {
      clearInterval(timer)
      await working.then(work)
    },
  }
}
