import { sql, type Insertable, type Selectable } from 'kysely'
import { databaseError, type Database, type Schema } from './database.ts'
import { deleteInParts } from './delete-in-parts.ts'

/** Counts of requests by the upper bound of their duration in milliseconds; `more` took longer than any bound. */
export type DurationCounts = Readonly<Record<string, number>>

export interface StoredSide {
  readonly requests: number
  readonly errors: number
  readonly durations: DurationCounts
}

/** What both sides of a route answered in a stretch of time. */
export interface TrafficWindow {
  readonly route: string
  readonly at: Date
  readonly seconds: number
  readonly legacy: StoredSide
  readonly candidate: StoredSide
}

/** What the database holds of the routes' traffic. Every method throws ControllerError ERR_DATABASE_… when it cannot. */
export interface TrafficStore {
  /** Writes windows down, in the place of what was written of the same ones before. */
  save: (windows: readonly TrafficWindow[]) => Promise<void>
  /** Those that began in a time, oldest first. */
  windows: (asked: {
    readonly route?: string | undefined
    readonly since: Date
    readonly until?: Date
  }) => Promise<readonly TrafficWindow[]>
  /** Deletes what is older than `before`, and adds up to hours what is older than `hoursBefore`. */
  prune: (before: Date, hoursBefore: Date) => Promise<void>
}

export function createTrafficStore(db: Database): TrafficStore {
  return {
    save: (windows) => explained(save(db, windows)),
    windows: (asked) => explained(read(db, asked)),
    prune: (before, hoursBefore) => explained(prune(db, before, hoursBefore)),
  }
}

const MOST_READ = 50_000
/** At once: a statement has 65,535 parameters at most. */
const MOST_WRITTEN = 1000
const HOUR_MS = 3_600_000
const COUNTED = [
  'seconds',
  'legacy_requests',
  'legacy_errors',
  'legacy_durations',
  'candidate_requests',
  'candidate_errors',
  'candidate_durations',
] as const

async function explained<T>(query: Promise<T>): Promise<T> {
  try {
    return await query
  } catch (thrown) {
    throw databaseError(thrown)
  }
}

async function save(db: Pick<Database, 'insertInto'>, windows: readonly TrafficWindow[]): Promise<void> {
  for (let from = 0; from < windows.length; from += MOST_WRITTEN)
    await saveSome(db, windows.slice(from, from + MOST_WRITTEN))
}

async function saveSome(db: Pick<Database, 'insertInto'>, windows: readonly TrafficWindow[]): Promise<void> {
  await db
    .insertInto('traffic_window')
    .values(windows.map(rowOf))
    .onConflict((conflict) =>
      conflict
        .columns(['route', 'at'])
        .doUpdateSet((row) =>
          Object.fromEntries(COUNTED.map((column) => [column, row.ref(`excluded.${column}`)])),
        ),
    )
    .execute()
}

async function read(
  db: Database,
  { route, since, until }: Parameters<TrafficStore['windows']>[0],
): Promise<readonly TrafficWindow[]> {
  const rows = await db
    .selectFrom('traffic_window')
    .selectAll()
    .where('at', '>=', since)
    .$if(route !== undefined, (query) => query.where('route', '=', route ?? ''))
    .$if(until !== undefined, (query) => query.where('at', '<', until ?? since))
    .orderBy('at', 'desc')
    .limit(MOST_READ)
    .execute()
  return rows.toReversed().map(windowOf)
}

/** An hour at a time, the oldest first, so that no transaction is long. */
async function prune(db: Database, before: Date, hoursBefore: Date): Promise<void> {
  await deleteInParts(db, 'traffic_window', sql`at < ${before}`)
  for (let done = false; !done;) done = await addUpAnHour(db, hoursBefore)
}

async function addUpAnHour(db: Database, before: Date): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const oldest = await trx
      .selectFrom('traffic_window')
      .select('at')
      .where('at', '<', before)
      .where('seconds', '<', HOUR_MS / 1000)
      .where(sql<boolean>`at <> date_trunc('hour', at, 'UTC')`)
      .orderBy('at')
      .limit(1)
      .executeTakeFirst()
    if (!oldest) return true
    const from = new Date(Math.floor(oldest.at.getTime() / HOUR_MS) * HOUR_MS)
    const rows = await trx
      .deleteFrom('traffic_window')
      .where('at', '>=', from)
      .where('at', '<', new Date(from.getTime() + HOUR_MS))
      .returningAll()
      .execute()
    const routes = Map.groupBy(rows.map(windowOf), ({ route }) => route)
    await save(
      trx,
      [...routes].map(([route, own]) => together(route, from, own)),
    )
    return false
  })
}

function together(route: string, at: Date, windows: readonly TrafficWindow[]): TrafficWindow {
  const sum = (side: 'legacy' | 'candidate'): StoredSide => ({
    requests: total(windows.map((window) => window[side].requests)),
    errors: total(windows.map((window) => window[side].errors)),
    durations: addedUp(windows.map((window) => window[side].durations)),
  })
  const seconds = Math.min(HOUR_MS / 1000, total(windows.map((window) => window.seconds)))
  return { route, at, seconds, legacy: sum('legacy'), candidate: sum('candidate') }
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}

function addedUp(all: readonly DurationCounts[]): DurationCounts {
  const sum: Record<string, number> = {}
  for (const durations of all)
    for (const [bound, count] of Object.entries(durations)) sum[bound] = (sum[bound] ?? 0) + count
  return sum
}

function rowOf({
  route,
  at,
  seconds,
  legacy,
  candidate,
}: TrafficWindow): Insertable<Schema['traffic_window']> {
  return {
    ...{ route, at, seconds },
    legacy_requests: legacy.requests,
    legacy_errors: legacy.errors,
    legacy_durations: JSON.stringify(legacy.durations),
    candidate_requests: candidate.requests,
    candidate_errors: candidate.errors,
    candidate_durations: JSON.stringify(candidate.durations),
  }
}

function windowOf(row: Selectable<Schema['traffic_window']>): TrafficWindow {
  return {
    route: row.route,
    at: row.at,
    seconds: row.seconds,
    legacy: {
      requests: Number(row.legacy_requests),
      errors: Number(row.legacy_errors),
      durations: row.legacy_durations,
    },
    candidate: {
      requests: Number(row.candidate_requests),
      errors: Number(row.candidate_errors),
      durations: row.candidate_durations,
    },
  }
}
