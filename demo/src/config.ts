import { DemoError } from './errors.ts'
import type { Front } from './system/addresses.ts'

const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'NODE_OPTIONS', 'NODE_NO_WARNINGS']

/** What every child process takes over from this one's environment; the rest it is told by name. */
export function inheritedEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return Object.fromEntries(INHERITED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}

/** What `make up` is told. */
export interface SystemConfig {
  readonly front: Front
  /** A monolith that somebody else runs; null: ours is started. */
  readonly legacyUrl: string | null
  /** A PostgreSQL server that somebody else runs; null: an embedded one is started. */
  readonly databaseUrl: string | null
}

/** Reads `LEGACY_URL`, `DATABASE_URL` and `EDGE`; throws DemoError for what cannot be. */
export function readSystemConfig(env: NodeJS.ProcessEnv = process.env): SystemConfig {
  return { front: readFront(env), legacyUrl: readLegacyUrl(env), databaseUrl: readDatabaseUrl(env) }
}

function readFront({ EDGE: edge = 'haproxy' }: NodeJS.ProcessEnv): Front {
  if (edge === 'haproxy' || edge === 'proxy') return edge
  throw refused('EDGE', `"${edge}" is no edge; write haproxy or proxy`)
}

function readLegacyUrl({ LEGACY_URL: url = '' }: NodeJS.ProcessEnv): string | null {
  if (url && !/^https?:\/\/[^/]+\/?$/.test(url))
    throw refused('LEGACY_URL', 'is no address; write it like http://127.0.0.1:8100')
  return url.replace(/\/$/, '') || null
}

function readDatabaseUrl({ DATABASE_URL: url = '' }: NodeJS.ProcessEnv): string | null {
  if (url && !/^postgres(ql)?:\/\//.test(url))
    throw refused(
      'DATABASE_URL',
      'is no PostgreSQL address; write it like postgres://user@host:5432/postgres',
    )
  return url || null
}

/** What `make demo` is told on top. */
export interface DemoConfig {
  readonly stepSeconds: number
  readonly users: number
  /** Stay up when the move is done. */
  readonly stay: boolean
}

/** Reads `DEMO_STEP_SECONDS`, `DEMO_USERS` and `DEMO_STAY`; throws DemoError for what cannot be. */
export function readDemoConfig(env: NodeJS.ProcessEnv = process.env): DemoConfig {
  const number = (name: string, preset: number): number => {
    const value = Number(env[name] ?? preset)
    if (value > 0 && value <= 3600) return value
    throw refused(name, 'is no number above 0 and up to 3600; leave it out or mend it')
  }
  return {
    stepSeconds: number('DEMO_STEP_SECONDS', 5),
    users: Math.ceil(number('DEMO_USERS', 20)),
    stay: env['DEMO_STAY'] === '1',
  }
}

function refused(name: string, what: string): DemoError {
  return new DemoError('ERR_DEMO_CONFIG', `${name}: ${what}`)
}
