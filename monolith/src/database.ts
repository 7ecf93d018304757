import { Kysely, PostgresDialect, type Generated } from 'kysely'
import pg from 'pg'

/** The tables as Django's migrations make them. */
export interface Schema {
  readonly thoughts_usermodel: {
    readonly id: Generated<number>
    readonly username: string
    readonly password_hash: string
  }
  readonly thoughts_sessionmodel: {
    readonly id: Generated<number>
    readonly session: string
    readonly username: string
  }
  readonly thoughts_thoughtmodel: {
    readonly id: Generated<number>
    readonly username: string
    readonly text: string
    readonly timestamp: Date
  }
}

export type Database = Kysely<Schema>

/** Opens a pool on the database; a connection that breaks is told of and replaced. */
export function openDatabase(url: string, onLost: (error: Error) => void): Database {
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5000 })
  pool.on('error', onLost)
  // The pool listens to idle clients only: between two statements of a transaction an 'error' event would end the process.
  pool.on('connect', (client) => client.on('error', onLost))
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
}
