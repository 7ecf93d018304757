import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { startProcess } from './process.ts'

let ownServer: ReturnType<typeof startServer> | undefined

/** A URL of the shared PostgreSQL's maintenance database: `TEST_DATABASE_URL`, else a server of this process. */
export async function serverUrl(): Promise<string> {
  const shared = process.env['TEST_DATABASE_URL']
  if (shared) return shared
  ownServer ??= startServer()
  return (await ownServer).readyLine.slice('listening '.length)
}

/** Stops the server of this process, if one was started. */
export async function stopOwnServer(): Promise<void> {
  await (await ownServer)?.stop()
  ownServer = undefined
}

/** An empty database of a real PostgreSQL; `close` drops it, whoever is still connected. */
export async function createDatabase(
  name = `test_${randomUUID().replaceAll('-', '')}`,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = await serverUrl()
  await administer(server, `create database ${pg.escapeIdentifier(name)}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    close: () => administer(server, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`),
  }
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function startServer(): ReturnType<typeof startProcess> {
  return startProcess('demo/src/postgres/main.ts', {}, { until: (line) => line.startsWith('listening ') })
}
