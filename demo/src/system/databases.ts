import { join } from 'node:path'
import pg from 'pg'
import { runChild } from '../child.ts'
import { repository } from '../repository.ts'
import type { StartEntry } from './start-entry.ts'

const NAMES = ['monolith', 'users', 'strangler'] as const

export type DatabaseUrls = Readonly<Record<(typeof NAMES)[number], string>>

/** The databases, migrated and seeded, on the server of `serverUrl`; null: an embedded one is started on `port`. */
export async function prepareDatabases(
  serverUrl: string | null,
  port: number,
  start: StartEntry,
  tell: (line: string) => void,
): Promise<DatabaseUrls> {
  const databases = await makeDatabases(serverUrl ?? (await startEmbedded(port, start)))
  tell('bringing the databases up to date')
  for (const [entry, url] of [
    ['monolith/src/migrate.ts', databases.monolith],
    ['services/users/src/migrate.ts', databases.users],
    ['controller/src/migrate.ts', databases.strangler],
  ] as const) {
    const args = [join(repository, entry)]
    await runChild({ name: entry, command: process.execPath, args, env: { DATABASE_URL: url } })
  }
  return databases
}

async function startEmbedded(port: number, start: StartEntry): Promise<string> {
  const server = await start('postgresql', 'demo/src/postgres/main.ts', { PGPORT: String(port) })
  return server.readyLine.slice('listening '.length)
}

/** Makes the databases that are not there yet; gives their addresses. */
async function makeDatabases(serverUrl: string): Promise<DatabaseUrls> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database')
    for (const name of NAMES)
      if (!rows.some(({ datname }) => datname === name)) await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
  const addressOf = (name: string): string => {
    const url = new URL(serverUrl)
    url.pathname = `/${name}`
    return url.href
  }
  return { monolith: addressOf('monolith'), users: addressOf('users'), strangler: addressOf('strangler') }
}
