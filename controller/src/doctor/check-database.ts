import { sql } from 'kysely'
import { messageOf } from '../errors.ts'
import { databaseError, type Database } from '../store/database.ts'
import { MIGRATIONS } from '../store/migrate-schema.ts'
import { clockFinding, fail, ok, type Finding } from './finding.ts'

const ABOUT = 'database'

/** Whether the database is there, migrated, may be written to, and tells the same time. */
export async function checkDatabase(db: Database): Promise<readonly Finding[]> {
  const asked = Date.now()
  try {
    const { rows } = await sql<{ now: Date; isReadOnly: boolean; mayWrite: boolean | null }>`
      select clock_timestamp() as now,
        pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as "isReadOnly",
        has_table_privilege(to_regclass('step'), 'insert') as "mayWrite"`.execute(db)
    const took = Date.now() - asked
    const [row] = rows
    const mayWrite = row?.mayWrite === true && !row.isReadOnly
    return [
      ok(ABOUT, `it answers within ${took} ms`),
      await checkSchema(db),
      mayWrite
        ? ok(ABOUT, 'it can be written to')
        : fail(
            ABOUT,
            'it cannot be written to',
            'let DATABASE_URL name the primary, and a role that owns the tables',
          ),
      ...(row ? [clockFinding(ABOUT, row.now.getTime() - asked - took / 2, took / 2)] : []),
    ]
  } catch (thrown) {
    const { what, remedy } = databaseError(thrown)
    return [fail(ABOUT, what, remedy)]
  }
}

async function checkSchema(db: Database): Promise<Finding> {
  const remedy = 'run controller/src/migrate.ts with the same DATABASE_URL'
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
    const taken = new Set(rows.map(({ name }) => name))
    const missing = MIGRATIONS.filter((name) => !taken.has(name))
    const strange = [...taken].filter((name) => !MIGRATIONS.includes(name))
    if (missing.length > 0) return fail(ABOUT, `its schema lacks ${missing.join(', ')}`, remedy)
    if (strange.length > 0)
      return fail(
        ABOUT,
        `its schema is newer than this controller: ${strange.join(', ')}`,
        'update the controller',
      )
    return ok(ABOUT, `its schema is up to date (${MIGRATIONS.at(-1) ?? ''})`)
  } catch (error) {
    return fail(ABOUT, `its schema cannot be read: ${messageOf(error)}`, remedy)
  }
}
