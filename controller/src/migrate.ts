import { loadMigrationConfig } from './config.ts'
import { messageOf } from './errors.ts'
import { migrateSchema } from './store/migrate-schema.ts'

/*
 * Brings the schema of database `strangler` up to date, and ends. Run before the controller, never by it:
 * what changes a schema is not to happen because a process was restarted.
 */
const { databaseUrl } = loadMigrationConfig()
try {
  const taken = await migrateSchema(databaseUrl)
  process.stdout.write(taken.length > 0 ? `migrated: ${taken.join(', ')}\n` : 'schema is up to date\n')
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
}
