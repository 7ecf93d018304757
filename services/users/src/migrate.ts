import { createDatabase, createLogger, guardProcess, StartError } from '@mythoughts/kit'
import { Migrator } from 'kysely/migration'
import { readMigrationConfig } from './config.ts'
import * as accounts from './migrations/0001-accounts.ts'
import * as loginFailures from './migrations/0002-login-failures.ts'

const config = readMigrationConfig()
const logger = createLogger({ service: 'users-migrate', level: config.logLevel, syslogUrl: config.syslogUrl })
guardProcess(logger)
const database = createDatabase(config.databaseUrl, { logger, statementTimeoutMs: 60_000 })
const migrations = { '0001-accounts': accounts, '0002-login-failures': loginFailures }
const migrator = new Migrator({
  db: database.db,
  provider: { getMigrations: () => Promise.resolve(migrations) },
})
const { error, results = [] } = await migrator.migrateToLatest()
for (const { migrationName, status } of results) logger.info(`${migrationName}: ${status}`)
await database.close()
if (error !== undefined) throw new StartError('the schema could not be brought up to date', { cause: error })
logger.info('the schema is up to date')
