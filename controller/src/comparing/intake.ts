import { setTimeout as pause } from 'node:timers/promises'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { ParsedReport } from '../planes/parse-report.ts'
import type { Acknowledged, Plane } from '../planes/plane.ts'
import type { ComparisonStore } from '../store/comparison-store.ts'
import { isValueRefused } from '../store/database.ts'
import type { Tenure } from '../store/leader-lock.ts'

export interface IntakeOptions {
  readonly planes: readonly Plane[]
  readonly store: ComparisonStore
  readonly tenure: () => Tenure
  readonly log: Log
  /** How long what was seen is kept. */
  readonly retentionDays: number
  /** How often planes are asked (milliseconds). Default is 2000. */
  readonly everyMs?: number
}

export interface Intake {
  close: () => Promise<void>
}

const PRUNE_EVERY_MS = 60_000
const DAY_MS = 86_400_000

/** While this controller leads: fetches what the planes compared, counts it, and lets go of what is too old. */
export function startIntake(options: IntakeOptions): Intake {
  const { planes, tenure, log, everyMs = 2000 } = options
  const stopped = new AbortController()

  async function whileLeading(everyMs_: number, work: () => Promise<void>, what: string): Promise<void> {
    let complaint = ''
    while (!stopped.signal.aborted) {
      if (tenure() === 'leader') complaint = await attempt(work, complaint, what)
      await pause(everyMs_, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  }

  /** What keeps going wrong in the same way is told once. */
  async function attempt(work: () => Promise<void>, complaint: string, what: string): Promise<string> {
    try {
      await work()
      return ''
    } catch (error) {
      if (messageOf(error) !== complaint) log.warn(what, { error: messageOf(error) })
      return messageOf(error)
    }
  }

  const working = Promise.all([
    ...planes.map((plane) => whileLeading(everyMs, fetching(plane, options), 'comparisons not fetched')),
    whileLeading(PRUNE_EVERY_MS, () => prune(options), 'old comparisons not deleted'),
  ])
  return {
    async close() {
      stopped.abort()
      await working
    },
  }
}

function prune({ store, retentionDays }: IntakeOptions): Promise<void> {
  return store.prune(new Date(Date.now() - retentionDays * DAY_MS))
}

/** Counts everything that a plane reports. A batch is acknowledged by the next question, once it is written. */
function fetching({ comparisons, name }: Plane, options: IntakeOptions): () => Promise<void> {
  let acknowledged: Acknowledged | null = null
  let dropped = 0
  return async () => {
    if (!comparisons) return
    const report = await comparisons(acknowledged)
    if (acknowledged?.instance !== report.instance) dropped = 0
    if (report.dropped > dropped)
      options.log.warn('comparisons were lost, nobody fetched them in time', {
        plane: name,
        batches: report.dropped - dropped,
      })
    dropped = report.dropped
    for (const batch of report.batches) {
      await count(batch, report.instance, name, options)
      acknowledged = { instance: report.instance, number: batch.number }
    }
  }
}

async function count(
  { number, batch, fault }: ParsedReport['batches'][number],
  instance: string,
  plane: string,
  { store, log }: IntakeOptions,
): Promise<void> {
  const refuse = async (why: string): Promise<void> => {
    log.error('a batch of comparisons cannot be counted', { plane, instance, number, why })
    await store.skip(instance, number)
  }
  if (batch === null) return refuse(fault ?? '')
  try {
    await store.record(instance, batch)
  } catch (error) {
    // What PostgreSQL does not take now it will not take later; the batches behind it are not to wait for it.
    if (!isValueRefused(error)) throw error
    await refuse(messageOf(error))
  }
}
