import { sql, type RawBuilder } from 'kysely'
import type { Database } from './database.ts'

const ROWS_AT_ONCE = 5000

/** Deletes rows of a table a few at a time, so that no statement takes long. */
export async function deleteInParts(db: Database, table: string, which: RawBuilder<unknown>): Promise<void> {
  let deleted: bigint
  do {
    const { numAffectedRows = 0n } = await sql`
      delete from ${sql.table(table)} where ctid = any(array(
        select ctid from ${sql.table(table)} where ${which} limit ${ROWS_AT_ONCE}))`.execute(db)
    deleted = numAffectedRows
  } while (deleted === BigInt(ROWS_AT_ONCE))
}
