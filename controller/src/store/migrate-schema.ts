import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import * as state from '../../migrations/0001-state.ts'
import * as comparisons from '../../migrations/0002-comparisons.ts'
import * as moves from '../../migrations/0003-moves.ts'
import * as calls from '../../migrations/0004-calls.ts'
import * as callers from '../../migrations/0005-legacy-callers.ts'
import * as notifications from '../../migrations/0006-notifications.ts'
import * as traffic from '../../migrations/0007-traffic.ts'
import { ControllerError, messageOf } from '../errors.ts'

const migrations = {
  '0001-state': state,
  '0002-comparisons': comparisons,
  '0003-moves': moves,
  '0004-calls': calls,
  '0005-legacy-callers': callers,
  '0006-notifications': notifications,
  '0007-traffic': traffic,
}

/** Names of all that there are, in their order. */
export const MIGRATIONS: readonly string[] = Object.keys(migrations)

/**
 * Brings the schema of the controller's database up to date; gives the names of the migrations that it took.
 * Several at once do no harm: they wait for each other.
 * @throws ControllerError ERR_DATABASE_SCHEMA
 */
export async function migrateSchema(databaseUrl: string): Promise<readonly string[]> {
  const pool = new pg.Pool({ connectionString: databaseUrl, connectionTimeoutMillis: 5000, max: 2 })
  // The query that fails with the connection tells of it; without listeners the process would end.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) })
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })
    const { error, results = [] } = await migrator.migrateToLatest()
    if (error !== undefined) throw error as Error
    return results.map(({ migrationName }) => migrationName)
  } catch (error) {
    const what = `schema of the controller: ${messageOf(error)}`
    throw new ControllerError(
      'ERR_DATABASE_SCHEMA',
      what,
      'see that DATABASE_URL is right and may create tables',
      {
        cause: error,
      },
    )
  } finally {
    await db.destroy()
  }
}
