import { promises as fs } from 'node:fs'
import path from 'node:path'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import { readConfig } from './config.ts'
import { openDatabase } from './database.ts'

// The bookkeeping has a schema of its own: `public` holds exactly the tables that Django makes.
const db = openDatabase(readConfig().databaseUrl, ({ message }) =>
  process.stderr.write(`database connection lost: ${message}\n`),
)
const migrationFolder = path.join(import.meta.dirname, '../migrations')
const migrator = new Migrator({
  db,
  provider: new FileMigrationProvider({ fs, path, migrationFolder }),
  migrationTableSchema: 'migrations',
})
const { error, results } = await migrator.migrateToLatest()
for (const { migrationName, status } of results ?? []) process.stdout.write(`${migrationName}: ${status}\n`)
await db.destroy()
if (error) {
  const why = error instanceof Error ? error.message : JSON.stringify(error)
  process.stderr.write(`the database could not be brought up to date: ${why}\n`)
  process.exitCode = 1
}
