import pg from 'pg'
import { Browser } from './browser.ts'

/** A running system with the legacy pages, and the database that both sides share. */
export interface System {
  readonly url: string
  /** The database with Django's tables. */
  readonly databaseUrl: string
}

/** `moving`: parts may be answered by a candidate, where the contract leaves it some freedom. */
export type Dialect = 'legacy' | 'moving'

/** What every row of the contract works with. */
export interface Subject {
  readonly url: string
  readonly dialect: Dialect
  browser(): Browser
  sql(text: string, values?: readonly unknown[]): Promise<pg.QueryResultRow[]>
}

/** The subject of one test run over a system. */
export function subjectOf(system: System, dialect: Dialect): Subject {
  return {
    url: system.url,
    dialect,
    browser: () => new Browser(system.url),
    async sql(text, values = []) {
      const client = new pg.Client({ connectionString: system.databaseUrl })
      await client.connect()
      try {
        return (await client.query<pg.QueryResultRow>(text, [...values])).rows
      } finally {
        await client.end()
      }
    },
  }
}
