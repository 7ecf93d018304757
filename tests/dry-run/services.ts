import pg from 'pg'
import { makeKeyPair, makeTokenFiles } from '../../services/kit/test/support/token-files.ts'
import { SHADOW_KEY } from '../../services/kit/test/support/shadow.ts'
import { addLegacyUser } from '../../services/users/test/support/users-service.ts'
import { makeDatabases } from '../../services/users/test/support/databases.ts'
import { startProcess } from '../support/process.ts'

const THOUGHTS = `
  create table thoughts_thoughtmodel (
    id serial primary key, username varchar(50) not null, text varchar(250) not null, timestamp timestamptz not null);
  insert into thoughts_thoughtmodel (username, text, timestamp) values ('bruce', 'a first one', now());
`

/** Everything that is stored, and what the sequences would give next. */
export type Dump = Readonly<Record<string, readonly unknown[]>>

/** The services that write, as processes over a real PostgreSQL. */
export interface Services extends AsyncDisposable {
  readonly frontend: string
  readonly users: string
  readonly usersInternal: string
  readonly thoughts: string
  readonly thoughtsInternal: string
  /** What they have logged, read from JSON. */
  readonly lines: Readonly<Record<string, unknown>>[]
  readonly legacy: pg.Pool
  dump(): Promise<Dump>
}

export async function startServices(): Promise<Services> {
  const parts = new AsyncDisposableStack()
  const databases = parts.use(await makeDatabases())
  await databases.legacy.query(THOUGHTS)
  for (const name of ['bruce', 'stephen']) await addLegacyUser(databases, name, 'password')
  const files = parts.use(await makeTokenFiles(await makeKeyPair('one')))
  const lines: Record<string, unknown>[] = []
  const start = async (name: string, env: Readonly<Record<string, string>>) => {
    const shared = { PORT: '0', INTERNAL_PORT: '0', TOKEN_KEYS_FILE: files.keysFile, SHADOW_KEY }
    const until = (line: string): boolean => line.includes('"message":"listening"')
    const child = await startProcess(`services/${name}/src/main.ts`, { ...shared, ...env }, { until })
    parts.defer(async () => {
      await child.stop()
    })
    child.onLine((line) => lines.push(JSON.parse(line) as Record<string, unknown>))
    const { port, internalPort } = JSON.parse(child.readyLine) as { port: number; internalPort: number }
    return { url: `http://127.0.0.1:${port}`, internal: `http://127.0.0.1:${internalPort}` }
  }
  const users = await start('users', {
    LEGACY_DATABASE_URL: databases.legacyUrl,
    DATABASE_URL: databases.ownUrl,
    TOKEN_SIGNING_KEY_FILE: files.signingKeyFile,
    LOGIN_FAILURES_PER_ACCOUNT: '2',
  })
  const thoughts = await start('thoughts', { DATABASE_URL: databases.legacyUrl })
  const frontend = await start('frontend', {
    USERS_INTERNAL_URL: users.internal,
    THOUGHTS_URL: thoughts.url,
    THOUGHTS_INTERNAL_URL: thoughts.internal,
  })
  return {
    frontend: frontend.url,
    users: users.url,
    usersInternal: users.internal,
    thoughts: thoughts.url,
    thoughtsInternal: thoughts.internal,
    lines,
    legacy: databases.legacy,
    dump: async () => ({ ...(await dumpOf(databases.legacy)), ...(await dumpOf(databases.own)) }),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

async function dumpOf(pool: pg.Pool): Promise<Dump> {
  const { rows } = await pool.query<{ name: string; kind: string }>(
    `select relname as name, relkind as kind from pg_class
     where relkind in ('r', 'S') and relnamespace = 'public'::regnamespace order by relname`,
  )
  const entries = rows.map(async ({ name, kind }) => {
    const what = kind === 'S' ? 'last_value, is_called' : 'xmin::text, ctid::text, t.*'
    const found = await pool.query(`select ${what} from ${pg.escapeIdentifier(name)} t order by 1, 2`)
    return [name, found.rows] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}
