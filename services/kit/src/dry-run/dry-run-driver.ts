import {
  AbortedTransactionError,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  type DatabaseConnection,
  type Dialect,
  type Driver,
} from 'kysely'
import type pg from 'pg'
import { CommentedQueries } from '../commented-queries.ts'
import { currentDryRun, type DryRun } from './dry-run.ts'
import { HeldConnection } from './held-connection.ts'
import { openTransaction, type DryRunTransaction } from './transaction.ts'

/**
 * PostgreSQL over two pools: what counts goes to `real`; each dry run gets a transaction of its own on `shadow`, which
 * is rolled back at its end.
 */
export function dryRunDialect(real: pg.Pool, shadow: pg.Pool): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new CommentedQueries(),
    createDriver: () =>
      createDriver(new PostgresDriver({ pool: real }), new PostgresDriver({ pool: shadow })),
  }
}

function createDriver(real: Driver, shadow: Driver): Driver {
  const transactions = new WeakMap<DryRun, Promise<DryRunTransaction>>()
  const transactionOf = (run: DryRun): Promise<DryRunTransaction> => {
    const known = transactions.get(run)
    if (known) return known
    const opening = openTransaction(run, shadow)
    transactions.set(run, opening)
    return opening
  }
  const held = (connection: DatabaseConnection): HeldConnection | undefined =>
    connection instanceof HeldConnection ? connection : undefined
  return {
    init: async () => {
      await Promise.all([real.init(), shadow.init()])
    },
    acquireConnection: async () => {
      const run = currentDryRun()
      return run ? (await transactionOf(run)).hold() : real.acquireConnection()
    },
    // A dry run is in a transaction already: its own is the savepoint that every connection is held by.
    beginTransaction: async (connection, settings) => {
      if (!held(connection)) await real.beginTransaction(connection, settings)
    },
    commitTransaction: async (connection) => {
      const dry = held(connection)
      if (!dry) await real.commitTransaction(connection)
      // As the real one, which the server rolls back after a statement that failed.
      else if (dry.isUndone) throw new AbortedTransactionError()
    },
    rollbackTransaction: async (connection) => {
      const dry = held(connection)
      if (dry) dry.undo()
      else await real.rollbackTransaction(connection)
    },
    savepoint: async (connection, name, compile) => real.savepoint?.(connection, name, compile),
    rollbackToSavepoint: async (connection, name, compile) => {
      await real.rollbackToSavepoint?.(connection, name, compile)
      held(connection)?.recover()
    },
    releaseSavepoint: async (connection, name, compile) => real.releaseSavepoint?.(connection, name, compile),
    releaseConnection: async (connection) => {
      const dry = held(connection)
      if (dry) await dry.release()
      else await real.releaseConnection(connection)
    },
    destroy: async () => {
      await Promise.all([real.destroy(), shadow.destroy()])
    },
  }
}
