import { setTimeout as pause } from 'node:timers/promises'
import type { Plan, RouteTable } from '@strangler/migration-plan'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Observation } from '../planes/plane.ts'
import type { CallerStore } from '../store/caller-store.ts'
import type { Tenure } from '../store/leader-lock.ts'
import { ACCESS_LOG } from './access-log.ts'
import { parsePlace, readOn } from './follow-file.ts'
import { openLedger, type Ledger, type Seen } from './ledger.ts'
import { readLog } from './read-log.ts'
import { parsePlaneMark, readPlane } from './read-plane.ts'

/** What is watched, and by whose leave. */
export interface LegacyWatchOptions {
  readonly store: CallerStore
  readonly tenure: () => Tenure
  /** What is served; undefined while that is not known. */
  readonly serving: () => { readonly plan: Plan; readonly table: RouteTable } | undefined
  /** What each plane was last seen to do; null while it cannot be asked. */
  readonly planes: readonly { readonly name: string; readonly observation: () => Observation | null }[]
  /** Legacy's own access log, if it is given. */
  readonly accessLog: string | undefined
  readonly log: Log
  /** Default is 1000. */
  readonly everyMs?: number
}

export interface LegacyWatch {
  close: () => Promise<void>
}

const PRUNE_EVERY_MS = 3_600_000
const KEPT_MS = 60 * 24 * 3_600_000

/**
 * While this controller leads: notes who still asks legacy for something, by the counts of the planes and by legacy's
 * access log. Where a source may have missed something, its watch begins anew, and says why.
 */
export function startLegacyWatch(options: LegacyWatchOptions): LegacyWatch {
  const { store, tenure, log, everyMs = 1000 } = options
  const stopped = new AbortController()
  const complaints = new Map<string, string>()
  let ledger: Ledger | null = null
  let pruned = -Infinity

  /** What keeps going wrong in the same way is told once. */
  async function attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
      complaints.delete(what)
    } catch (error) {
      if (messageOf(error) !== complaints.get(what))
        log.warn('legacy is not watched', { source: what, error: messageOf(error) })
      complaints.set(what, messageOf(error))
    }
  }

  async function look(): Promise<void> {
    const serving = options.serving()
    if (tenure() !== 'leader' || !serving) {
      ledger = null
      return
    }
    ledger ??= await openLedger(store)
    for (const [name, read] of readersOf(options, serving, ledger, stopped.signal)) await attempt(name, read)
    if (performance.now() - pruned < PRUNE_EVERY_MS) return
    await store.prune(new Date(Date.now() - KEPT_MS))
    pruned = performance.now()
  }

  async function work(): Promise<void> {
    while (!stopped.signal.aborted) {
      await attempt('record', look)
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

/** What is to be done to read each source on, by its name. */
function readersOf(
  { planes, accessLog }: LegacyWatchOptions,
  serving: Serving,
  ledger: Ledger,
  stopped: AbortSignal,
): readonly (readonly [name: string, read: () => Promise<void>])[] {
  const ofPlanes = planes.map(({ name, observation }) => {
    const read = async (): Promise<void> => {
      const now = observation()
      if (now) await ledger.take(name, lookAtPlane(now, serving, ledger.markOf(name)))
    }
    return [name, read] as const
  })
  if (accessLog === undefined) return ofPlanes
  const readLines = async (): Promise<void> => {
    for (let hasMore = true; hasMore && !stopped.aborted;) {
      const seen = await lookAtLog(accessLog, serving, ledger.markOf(ACCESS_LOG))
      await ledger.take(ACCESS_LOG, seen)
      hasMore = seen.hasMore
    }
  }
  return [...ofPlanes, [ACCESS_LOG, readLines]]
}

type Serving = NonNullable<ReturnType<LegacyWatchOptions['serving']>>

function lookAtPlane(observation: Observation, { plan, table }: Serving, mark: string | undefined): Seen {
  const before = mark === undefined ? null : parsePlaneMark(mark)
  const reading = readPlane(observation, table, plan.legacy, before)
  const now = new Date()
  const callers = [...reading.calls].map(([route, count]) => ({
    ...{ route, client: '', agent: '', count, firstSeen: now, lastSeen: now },
    path: table.routes.find(({ id }) => id === route)?.match.path ?? '',
  }))
  return { mark: JSON.stringify(reading.mark), gap: reading.gap, callers, checks: 0 }
}

async function lookAtLog(
  file: string,
  { plan, table }: Serving,
  mark: string | undefined,
): Promise<Seen & { readonly hasMore: boolean }> {
  const before = mark === undefined ? null : parsePlace(mark)
  const { lines, place, gap, hasMore } = await readOn(file, before)
  const health = plan.upstreams[plan.legacy]?.health ?? null
  return { mark: JSON.stringify(place), gap, hasMore, ...readLog(lines, table, health) }
}
