import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import { runChild } from '../child.ts'
import { DemoError } from '../errors.ts'
import { repository } from '../repository.ts'
import type { StartEntry } from './start-entry.ts'

const NAMES = ['monolith', 'users', 'strangler'] as const

export type DatabaseUrls = Readonly<Record<(typeof NAMES)[number], string>>

const CONNECT_WITHIN_MS = 10_000

/** The server that is started where nobody names one. */
export interface EmbeddedServer {
  readonly port: number
  /** Makes the folder that its data is put below. */
  readonly makeFolder: () => Promise<string>
}

/** The databases, migrated and seeded, on the server of `serverUrl`; null: an embedded one is started. */
export async function prepareDatabases(
  serverUrl: string | null,
  embedded: EmbeddedServer,
  start: StartEntry,
  tell: (line: string) => void,
): Promise<DatabaseUrls> {
  const databases = await makeDatabases(serverUrl ?? (await startEmbedded(embedded, start)))
  tell('bringing the databases up to date')
  const isOthers = await isMadeByOthers(databases.monolith)
  for (const [entry, url] of [
    ...(isOthers ? [] : [['monolith/src/migrate.ts', databases.monolith] as const]),
    ['services/users/src/migrate.ts', databases.users],
    ['controller/src/migrate.ts', databases.strangler],
  ] as const) {
    const args = [join(repository, entry)]
    await runChild({ name: entry, command: process.execPath, args, env: { DATABASE_URL: url } })
  }
  return databases
}

/** Folder and password are not its own: one that is started again goes on with what was written. */
async function startEmbedded({ port, makeFolder }: EmbeddedServer, start: StartEntry): Promise<string> {
  const server = await start('postgresql', 'demo/src/postgres/main.ts', {
    PGPORT: String(port),
    PGPASSWORD: randomBytes(12).toString('hex'),
    PGDATA: join(await makeFolder(), 'data'),
  })
  return server.readyLine.slice('listening '.length)
}

/** Makes the databases that are not there yet; gives their addresses. Throws DemoError with the server's address. */
async function makeDatabases(serverUrl: string): Promise<DatabaseUrls> {
  try {
    const rows = await ask<{ datname: string }>(serverUrl, 'select datname from pg_database')
    for (const name of NAMES)
      if (!rows.some(({ datname }) => datname === name)) await ask(serverUrl, `create database ${name}`)
  } catch (cause) {
    const what = `DATABASE_URL: PostgreSQL at ${new URL(serverUrl).host}: ${reasonOf(cause)}`
    const remedy = 'see that it runs, and that the user may log in and create databases'
    throw new DemoError('ERR_DEMO_DATABASE', `${what}; ${remedy}`, { cause })
  }
  const addressOf = (name: string): string => {
    const url = new URL(serverUrl)
    url.pathname = `/${name}`
    return url.href
  }
  return { monolith: addressOf('monolith'), users: addressOf('users'), strangler: addressOf('strangler') }
}

/** Whether a monolith that is not ours, such as the original, made its tables there: they are then left to it. */
async function isMadeByOthers(monolithUrl: string): Promise<boolean> {
  const [found] = await ask<{ others: boolean }>(
    monolithUrl,
    `select to_regclass('public.thoughts_usermodel') is not null
       and to_regclass('migrations.kysely_migration') is null as others`,
  )
  return found?.others === true
}

async function ask<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_WITHIN_MS })
  try {
    await client.connect()
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}

/** An address that stands for several machines fails with several errors, and no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}
