import { isLegacyOff, UNCLAIMED, type Route } from '@strangler/migration-plan'
import type { Snapshot } from '../control/snapshot.ts'
import type { CallerStore, LegacyCaller, LegacySource } from '../store/caller-store.ts'
import { ACCESS_LOG } from './access-log.ts'
import { ago } from './ago.ts'

/** Whether nobody asked legacy for anything in the plan's period, and what tells so. */
export interface Drained {
  readonly drained: boolean
  readonly legacy: string
  /** It was taken out of every plane. */
  readonly switchedOff: boolean
  readonly periodSeconds: number
  /** From when on nobody may have called. */
  readonly since: Date
  /** Why it is not drained, in sentences. */
  readonly reasons: readonly string[]
  readonly sources: readonly (Omit<LegacySource, 'mark'> & { readonly isWatched: boolean })[]
  /** Who called since, latest first. */
  readonly callers: readonly LegacyCaller[]
  /** How many callers more there are. */
  readonly more: number
  /** Ids of the routes that may still be legacy's. */
  readonly notRetired: readonly string[]
}

/** A source that was not looked at for longer is not watched: what happens there is not known. */
const STALE_AFTER_MS = 30_000

/** @throws ControllerError ERR_DATABASE_… */
export async function judgeDrained(
  store: CallerStore,
  { plan, table, standings }: Snapshot,
  names: readonly string[],
  limit: number,
): Promise<Drained> {
  const now = Date.now()
  const { periodMs } = plan.drain
  const since = new Date(now - periodMs)
  const watched = new Map((await store.sources()).map((source) => [source.name, source]))
  const switchedOff = isLegacyOff(standings)
  // A plane that does not know legacy cannot ask it.
  const telling = switchedOff ? names.filter((name) => name === ACCESS_LOG) : names
  const { latest, total } = await store.callers(since, telling, limit)
  const reasons = [
    ...calledReasons(latest, total, periodMs, now),
    ...telling.flatMap((name) => sourceReasons(name, watched.get(name), periodMs, now)),
  ]
  return {
    drained: reasons.length === 0,
    ...{ legacy: plan.legacy, switchedOff, periodSeconds: periodMs / 1000, since, reasons },
    sources: telling.flatMap((name) => {
      const source = watched.get(name)
      return source ? [{ ...withoutMark(source), isWatched: isWatched(source, now) }] : []
    }),
    ...{ callers: latest, more: total - latest.length },
    notRetired: table.routes.filter((route) => isOpen(route, plan.legacy)).map(({ id }) => id),
  }
}

/** Whether a route is yet to be retired. What has no candidate is settled by switching legacy off. */
function isOpen({ id, deny, stage, legacy, candidate }: Route, name: string): boolean {
  if (deny || id === UNCLAIMED) return false
  return candidate === name || (legacy === name && candidate !== null && stage !== 'retired')
}

function calledReasons(
  [last]: readonly LegacyCaller[],
  total: number,
  periodMs: number,
  now: number,
): readonly string[] {
  if (!last) return []
  const who = total === 1 ? '1 caller was' : `${total} callers were`
  const when = `the last ${ago(now - last.lastSeen.getTime())} ago`
  return [`${who} seen within ${ago(periodMs)}, ${when} by the ${last.source} (route "${last.route}")`]
}

function sourceReasons(
  name: string,
  source: LegacySource | undefined,
  periodMs: number,
  now: number,
): readonly string[] {
  if (!source) return [`the ${name} is not watched yet`]
  if (!isWatched(source, now))
    return [`the ${name} cannot be asked; it last could ${ago(now - source.seenAt.getTime())} ago`]
  const watchedMs = now - source.watchedSince.getTime()
  if (watchedMs >= periodMs) return []
  const why = source.note === null ? '' : ` (${source.note})`
  const left = ago(periodMs - watchedMs)
  return [`the ${name} is watched for ${ago(watchedMs)} only${why}; ask again in ${left}`]
}

function isWatched({ seenAt }: LegacySource, now: number): boolean {
  return now - seenAt.getTime() < STALE_AFTER_MS
}

function withoutMark({ name, watchedSince, seenAt, note, checks }: LegacySource): Omit<LegacySource, 'mark'> {
  return { name, watchedSince, seenAt, note, checks }
}
