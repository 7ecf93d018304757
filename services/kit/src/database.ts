import { Kysely, sql } from 'kysely'
import pg from 'pg'
import { dryRunDialect } from './dry-run/dry-run-driver.ts'
import type { Logger } from './log.ts'

export interface Database<Schema> {
  readonly db: Kysely<Schema>
  /** The pool beneath, for libraries that want one. No dry run is rolled back here: ask `isDryRun()` before a write. */
  readonly pool: pg.Pool
  /** Resolves if a statement runs. */
  ping(): Promise<void>
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly logger?: Logger
  /** Connections at most. Default is 10. */
  readonly poolSize?: number
  /** Milliseconds a statement may take, on the server. Default is 5000. */
  readonly statementTimeoutMs?: number
  /** Milliseconds to wait for a connection. Default is 3000. */
  readonly connectTimeoutMs?: number
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string
}

/** Dry runs give way, so that no real work waits for one: long before PostgreSQL looks for deadlocks (1 s). */
const DRY_RUN = { max: 4, statement_timeout: 1000, lock_timeout: 200 }

/** A pool on one PostgreSQL database. Lost connections are logged and replaced, never a crash; nothing waits for ever. */
export function createDatabase<Schema>(url: string, options: DatabaseOptions = {}): Database<Schema> {
  const {
    logger,
    poolSize = 10,
    statementTimeoutMs = 5000,
    connectTimeoutMs = 3000,
    applicationName,
  } = options
  const shared: pg.PoolConfig = {
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    // The client's own limit, for a server that does not answer at all.
    query_timeout: statementTimeoutMs + 1000,
    idle_in_transaction_session_timeout: statementTimeoutMs * 2,
    keepAlive: true,
    ...(applicationName === undefined ? {} : { application_name: applicationName }),
  }
  const real = { max: poolSize, statement_timeout: statementTimeoutMs, lock_timeout: statementTimeoutMs }
  const pool = openPool({ ...shared, ...real }, logger)
  const db = new Kysely<Schema>({ dialect: dryRunDialect(pool, openPool({ ...shared, ...DRY_RUN }, logger)) })
  return {
    db,
    pool,
    ping: async () => {
      await sql`select 1`.execute(db)
    },
    close: () => db.destroy(),
  }
}

function openPool(config: pg.PoolConfig, logger: Logger | undefined): pg.Pool {
  const pool = new pg.Pool(config)
  const onLost = (error: Error) => logger?.warning('database connection lost', { error })
  pool.on('error', onLost)
  // The pool listens to idle clients only: between two statements of a transaction an 'error' event would end the process.
  pool.on('connect', (client) => client.on('error', onLost))
  return pool
}
