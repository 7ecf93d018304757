import { sql } from 'kysely'
import type { Database } from '../database.ts'
import { deleteInParts } from '../delete-in-parts.ts'
import { addUpHours } from './add-up-hours.ts'

/** Deletes what is older, a few rows at a time, so that no statement takes long; and adds up what is older than a day. */
export async function prune(db: Database, before: Date, now: Date): Promise<void> {
  const minute = Math.floor(before.getTime() / 60_000)
  for (const table of ['minute', 'outcome', 'rule', 'shed'])
    await deleteInParts(db, `comparison_${table}`, sql`minute < ${minute}`)
  await addUpHours(db, now)
  await deleteInParts(db, 'comparison_example', sql`at < ${before}`)
  await deleteInParts(db, 'comparison_signature', sql`last_seen < ${minute}`)
  await deleteInParts(db, 'comparison_source', sql`seen_at < ${before}`)
  await deleteInParts(
    db,
    'comparison_set',
    sql`not exists (select from comparison_outcome where hash = comparison_set.hash)`,
  )
}
