import { sql } from 'kysely'
import type { Database } from '../database.ts'
import { addUpHours } from './add-up-hours.ts'

const ROWS_AT_ONCE = 5000

/** Deletes what is older, a few rows at a time, so that no statement takes long; and adds up what is older than a day. */
export async function prune(db: Database, before: Date, now: Date): Promise<void> {
  const minute = Math.floor(before.getTime() / 60_000)
  for (const table of ['minute', 'outcome', 'rule', 'shed'])
    await deleteAll(db, `comparison_${table}`, sql`minute < ${minute}`)
  await addUpHours(db, now)
  await deleteAll(db, 'comparison_example', sql`at < ${before}`)
  await deleteAll(db, 'comparison_signature', sql`last_seen < ${minute}`)
  await deleteAll(db, 'comparison_source', sql`seen_at < ${before}`)
  await deleteAll(
    db,
    'comparison_set',
    sql`not exists (select from comparison_outcome where hash = comparison_set.hash)`,
  )
}

async function deleteAll(db: Database, table: string, which: ReturnType<typeof sql>): Promise<void> {
  let deleted: bigint
  do {
    const { numAffectedRows = 0n } = await sql`
      delete from ${sql.table(table)} where ctid = any(array(
        select ctid from ${sql.table(table)} where ${which} limit ${ROWS_AT_ONCE}))`.execute(db)
    deleted = numAffectedRows
  } while (deleted === BigInt(ROWS_AT_ONCE))
}
