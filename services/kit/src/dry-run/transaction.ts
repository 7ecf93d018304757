import { CompiledQuery, type DatabaseConnection, type Driver } from 'kysely'
import { isDatabaseDown } from '../database-down.ts'
import type { DryRun } from './dry-run.ts'
import { HeldConnection } from './held-connection.ts'

/** Milliseconds from its first write that a dry run may hold locks, and that it may last at all. */
const LOCKS_MS = 500
const LASTS_MS = 10_000

/**
 * SECURITY: the server itself keeps a dry run from committing, whatever a handler sends. The rows that BEGIN adds break
 * a constraint that is checked at the commit; and what comes after the transaction may only read.
 */
const PREPARE = `create temp table strangler_dry_run (x int unique deferrable initially deferred);
  set default_transaction_read_only = on`
const BEGIN = 'begin read write; insert into pg_temp.strangler_dry_run values (1), (1)'

/** Locks of the session outlive its transactions. */
const ROLLBACK = 'rollback; select pg_advisory_unlock_all()'

const prepared = new WeakSet<DatabaseConnection>()

/** The transaction of a dry run on one database. One at a time holds it, as if it were a connection. */
export interface DryRunTransaction {
  hold(): Promise<HeldConnection>
}

/** Begins it, and has the dry run roll it back at its end. If it cannot begin, the dry run is lost. */
export async function openTransaction(run: DryRun, driver: Driver): Promise<DryRunTransaction> {
  run.refuseIfOver()
  const opened = open(driver)
  const over = new Promise<void>((resolve) => {
    run.atEnd(async () => {
      resolve()
      const connection = await opened.catch(() => undefined)
      if (connection) await rollBack(driver, connection)
    })
  })
  const connection = await opened.catch((error: unknown) => {
    run.lose()
    throw error
  })
  run.loseAfter(LASTS_MS)
  const guarded = guard(run, connection)
  let last = Promise.resolve()
  return {
    async hold() {
      const before = last
      let leave = (): void => undefined
      last = new Promise((resolve) => (leave = resolve))
      await Promise.race([before, over])
      return HeldConnection.take(guarded, leave)
    },
  }
}

async function open(driver: Driver): Promise<DatabaseConnection> {
  const connection = await driver.acquireConnection()
  try {
    if (!prepared.has(connection)) await connection.executeQuery(CompiledQuery.raw(PREPARE))
    prepared.add(connection)
    await connection.executeQuery(CompiledQuery.raw(BEGIN))
    return connection
  } catch (error) {
    await rollBack(driver, connection)
    throw error
  }
}

/** Behind the statement that runs. Never throws: the server rolls back by itself what it cannot be told. */
async function rollBack(driver: Driver, connection: DatabaseConnection): Promise<void> {
  await connection
    .executeQuery(CompiledQuery.raw(ROLLBACK))
    // This one marks the connection, so that the pool closes it.
    .catch(() => driver.rollbackTransaction(connection).catch(() => undefined))
  await driver.releaseConnection(connection)
}

/** The connection for as long as the dry run lasts; a dry run that would keep others waiting loses. */
function guard(run: DryRun, connection: DatabaseConnection): DatabaseConnection {
  let hasWritten = false
  return {
    async executeQuery(query) {
      run.refuseIfOver()
      if (!hasWritten && mayLock(query)) {
        hasWritten = true
        run.loseAfter(LOCKS_MS)
      }
      try {
        return await connection.executeQuery(query)
      } catch (error) {
        if (isDatabaseDown(error)) run.lose()
        throw error
      }
    },
    streamQuery(query, chunkSize) {
      run.refuseIfOver()
      return connection.streamQuery(query, chunkSize)
    },
  }
}

function mayLock({ query, sql }: CompiledQuery): boolean {
  return query.kind !== 'SelectQueryNode' && !HeldConnection.isOwn(sql)
}
