import type { Kysely } from 'kysely'
import { createDatabase } from '../../../tests/support/database.ts'
import { up } from '../../migrations/0001-tables.ts'
import { openDatabase, type Database } from '../../src/database.ts'

/** The application's tables, empty, in a database of their own. */
export interface Tables extends AsyncDisposable {
  readonly db: Database
}

export async function makeTables(): Promise<Tables> {
  const database = await createDatabase()
  const db = openDatabase(database.url, () => undefined)
  await up(db as unknown as Kysely<unknown>)
  return {
    db,
    async [Symbol.asyncDispose]() {
      await db.destroy()
      await database.close()
    },
  }
}
