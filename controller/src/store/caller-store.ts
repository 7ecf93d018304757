import { sql } from 'kysely'
import { databaseError, type Database } from './database.ts'

/** Something that tells of requests to legacy: a plane, or legacy's own access log. */
export interface LegacySource {
  readonly name: string
  /** From when on nothing was missed. */
  readonly watchedSince: Date
  readonly seenAt: Date
  /** Why it is watched no longer than that; null where the watch just began. */
  readonly note: string | null
  /** Up to where it was read, in the source's own terms. */
  readonly mark: string
  /** Checks of health by the planes, which are no calls. */
  readonly checks: number
}

/** Somebody who asked legacy, as far as the source tells. */
export interface LegacyCaller {
  readonly source: string
  readonly route: string
  /** Empty where the source does not tell. */
  readonly client: string
  readonly agent: string
  /** Of the last request. */
  readonly path: string
  readonly count: number
  readonly firstSeen: Date
  readonly lastSeen: Date
}

/** What the database holds of who calls legacy. Every method throws ControllerError ERR_DATABASE_… when it cannot. */
export interface CallerStore {
  sources: () => Promise<readonly LegacySource[]>
  /** Takes what a source told, and up to where it was read, or neither. Counts are added to those before. */
  record: (source: LegacySource, callers: readonly LegacyCaller[]) => Promise<void>
  /** Those seen since by one of the sources, latest first, and how many there are. */
  callers: (
    since: Date,
    sources: readonly string[],
    limit: number,
  ) => Promise<{ readonly latest: readonly LegacyCaller[]; readonly total: number }>
  /** Lets go of who was last seen before, and of the oldest beyond what is kept. */
  prune: (before: Date) => Promise<void>
}

const MOST_CALLERS = 10_000

export function createCallerStore(db: Database): CallerStore {
  return {
    sources: () => explained(readSources(db)),
    record: (source, callers) => explained(record(db, source, callers)),
    callers: (since, sources, limit) => explained(readCallers(db, since, sources, limit)),
    prune: (before) => explained(prune(db, before)),
  }
}

async function readSources(db: Database): Promise<readonly LegacySource[]> {
  const rows = await db.selectFrom('legacy_source').selectAll().orderBy('name').execute()
  return rows.map(({ name, watched_since, seen_at, note, mark, checks }) => ({
    ...{ name, watchedSince: watched_since, seenAt: seen_at, note, mark, checks: Number(checks) },
  }))
}

async function record(db: Database, source: LegacySource, callers: readonly LegacyCaller[]): Promise<void> {
  const { name, watchedSince: watched_since, seenAt: seen_at, note, mark, checks } = source
  const row = { watched_since, seen_at, note, mark, checks }
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('legacy_source')
      .values({ name, ...row })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
      .execute()
    if (callers.length === 0) return
    await trx
      .insertInto('legacy_caller')
      .values(
        callers.map(({ firstSeen, lastSeen, ...caller }) => ({
          ...caller,
          first_seen: firstSeen,
          last_seen: lastSeen,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['source', 'route', 'client', 'agent']).doUpdateSet((excluded) => ({
          path: excluded.ref('excluded.path'),
          count: sql`legacy_caller.count + excluded.count`,
          last_seen: sql`greatest(legacy_caller.last_seen, excluded.last_seen)`,
        })),
      )
      .execute()
  })
}

async function readCallers(
  db: Database,
  since: Date,
  sources: readonly string[],
  limit: number,
): Promise<{ readonly latest: readonly LegacyCaller[]; readonly total: number }> {
  if (sources.length === 0) return { latest: [], total: 0 }
  const seen = db.selectFrom('legacy_caller').where('last_seen', '>', since).where('source', 'in', sources)
  const { total } = await seen
    .select((row) => row.fn.countAll<string>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await seen.selectAll().orderBy('last_seen', 'desc').limit(limit).execute()
  const latest = rows.map(({ first_seen, last_seen, count, ...caller }) => ({
    ...caller,
    count: Number(count),
    firstSeen: first_seen,
    lastSeen: last_seen,
  }))
  return { latest, total: Number(total) }
}

async function prune(db: Database, before: Date): Promise<void> {
  await db.deleteFrom('legacy_caller').where('last_seen', '<', before).execute()
  await sql`
    delete from legacy_caller where last_seen < (
      select last_seen from legacy_caller order by last_seen desc offset ${MOST_CALLERS} limit 1)`.execute(db)
}

async function explained<T>(query: Promise<T>): Promise<T> {
  try {
    return await query
  } catch (thrown) {
    throw databaseError(thrown)
  }
}
