import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository, runChild, type Child } from '@strangler/demo'
import { makeKeyPair, makeTokenFiles } from '../../services/kit/test/support/token-files.ts'
import { createDatabase } from './database.ts'
import { startProcess } from './process.ts'

/** The monolith and everything extracted from it, as processes on free ports over one legacy database. */
export interface MyThoughts extends AsyncDisposable {
  /** Address of each upstream by its name in the plan. */
  readonly upstreams: Readonly<Record<'monolith' | 'frontend' | 'users' | 'thoughts' | 'static', string>>
  /** The legacy database, which both sides use. */
  readonly databaseUrl: string
}

interface Ports {
  readonly url: string
  readonly internalUrl: string
}

export async function startMyThoughts(): Promise<MyThoughts> {
  const closers: (() => Promise<unknown>)[] = []
  const start = async (name: string, env: Readonly<Record<string, string>>): Promise<Ports> => {
    const ports = { PORT: '0', INTERNAL_PORT: '0' }
    const child = await startProcess(
      `services/${name}/src/main.ts`,
      { ...ports, ...env },
      { until: isListening },
    )
    closers.push(() => child.stop())
    return portsOf(child)
  }
  const [legacy, own] = await Promise.all([createDatabase(), createDatabase()])
  closers.push(
    () => legacy.close(),
    () => own.close(),
  )
  await migrate('monolith', legacy.url)
  await migrate('services/users', own.url)
  const keys = await makeTokenFiles(await makeKeyPair('one'))
  closers.push(async () => {
    await keys[Symbol.asyncDispose]()
  })
  const monolith = await startProcess(
    'monolith/src/main.ts',
    { PORT: '0', DATABASE_URL: legacy.url },
    { until: (line) => line.startsWith('listening on ') },
  )
  closers.push(() => monolith.stop())
  const users = await start('users', {
    LEGACY_DATABASE_URL: legacy.url,
    DATABASE_URL: own.url,
    TOKEN_SIGNING_KEY_FILE: keys.signingKeyFile,
    TOKEN_KEYS_FILE: keys.keysFile,
    LOGIN_FAILURES_PER_ACCOUNT: '100000',
    LOGIN_FAILURES_PER_ADDRESS: '100000',
  })
  const thoughts = await start('thoughts', { DATABASE_URL: legacy.url, TOKEN_KEYS_FILE: keys.keysFile })
  const static_ = await start('static', {})
  const frontend = await start('frontend', {
    USERS_INTERNAL_URL: users.internalUrl,
    THOUGHTS_URL: thoughts.url,
    THOUGHTS_INTERNAL_URL: thoughts.internalUrl,
    TOKEN_KEYS_FILE: keys.keysFile,
  })
  return {
    upstreams: {
      monolith: monolith.readyLine.slice('listening on '.length),
      frontend: frontend.url,
      users: users.url,
      thoughts: thoughts.url,
      static: static_.url,
    },
    databaseUrl: legacy.url,
    async [Symbol.asyncDispose]() {
      for (const close of closers.toReversed()) await close()
    },
  }
}

/** A folder whose path is short enough for a socket in it. */
export async function shortFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'edge-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

async function migrate(folder: string, databaseUrl: string): Promise<void> {
  const args = [join(repository, folder, 'src/migrate.ts')]
  await runChild({ name: folder, command: process.execPath, args, env: { DATABASE_URL: databaseUrl } })
}

function isListening(line: string): boolean {
  return line.includes('"message":"listening"')
}

function portsOf({ readyLine }: Child & { readonly readyLine: string }): Ports {
  const { port, internalPort } = JSON.parse(readyLine) as { port: number; internalPort: number }
  return { url: `http://127.0.0.1:${port}`, internalUrl: `http://127.0.0.1:${internalPort}` }
}
