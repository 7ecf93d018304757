import pg from 'pg'
import { createDatabase } from '../../../../tests/support/database.ts'
import { startProcess } from '../../../../tests/support/process.ts'

/** The two databases of the service, with their tables; the legacy ones as the contract describes them. */
export interface Databases extends AsyncDisposable {
  readonly legacyUrl: string
  readonly ownUrl: string
  readonly legacy: pg.Pool
  readonly own: pg.Pool
}

const LEGACY_TABLES = `
  create table thoughts_usermodel (
    id serial primary key, username varchar(50) not null, password_hash varchar(100) not null);
  create table thoughts_sessionmodel (
    id serial primary key, session varchar(80) not null, username varchar(50) not null);
`

export async function makeDatabases(): Promise<Databases> {
  const [legacyDatabase, ownDatabase] = await Promise.all([createDatabase(), createDatabase()])
  await migrate(ownDatabase.url)
  const legacy = poolOf(legacyDatabase.url)
  const own = poolOf(ownDatabase.url)
  await legacy.query(LEGACY_TABLES)
  return {
    legacyUrl: legacyDatabase.url,
    ownUrl: ownDatabase.url,
    legacy,
    own,
    async [Symbol.asyncDispose]() {
      await Promise.all([legacy.end(), own.end()])
      await Promise.all([legacyDatabase.close(), ownDatabase.close()])
    },
  }
}

/** Brings the own schema up to date as a deployment does; gives the exit code. */
export async function migrate(url: string): Promise<number | null> {
  const child = await startProcess(
    'services/users/src/migrate.ts',
    { DATABASE_URL: url },
    {
      until: (line) => line.includes('"level":"critical"') || line.includes('up to date"'),
    },
  )
  return child.exited
}

function poolOf(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pool.on('error', () => undefined)
  return pool
}
