import { resolve } from 'node:path'
import { DemoError } from './errors.ts'
import { repository } from './repository.ts'
import type { Front } from './system/addresses.ts'

const INHERITED = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'TZ',
  'NODE_OPTIONS',
  'NODE_NO_WARNINGS',
  'NODE_COMPILE_CACHE',
  'VAR_FOLDER',
]

/** What every child process takes over from this one's environment; the rest it is told by name. */
export function inheritedEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return Object.fromEntries(INHERITED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}

/** Where logs, the report and what the command line needs are kept: `VAR_FOLDER`, or `var` in the repository. */
export function varFolder(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(repository, env['VAR_FOLDER'] || 'var')
}

/** What `make up` is told. */
export interface SystemConfig {
  readonly front: Front
  /** A monolith that somebody else runs; null: ours is started. */
  readonly legacyUrl: string | null
  /** A PostgreSQL server that somebody else runs; null: an embedded one is started. */
  readonly databaseUrl: string | null
  /** A syslog server that gets the lines of all processes. */
  readonly syslogUrl?: string | undefined
  /** What shadows of writes are signed with, where somebody else is to sign some, too. */
  readonly shadowKey?: string | undefined
  /** Variables of every process of ours that are to be others than the system gives it. */
  readonly env?: Readonly<Record<string, string>>
  /** Variables of the controller that are to be others than the system gives it. */
  readonly controllerEnv?: Readonly<Record<string, string>>
}

/** Reads `LEGACY_URL`, `DATABASE_URL`, `SYSLOG_URL`, `SHADOW_KEY` and `EDGE`; throws DemoError with everything that cannot be. */
export function readSystemConfig(env: NodeJS.ProcessEnv = process.env): SystemConfig {
  const read = (name: string, preset = ''): string => env[name] ?? preset
  const told: Told = {
    edge: read('EDGE', 'haproxy'),
    legacy: read('LEGACY_URL'),
    database: read('DATABASE_URL'),
    syslog: read('SYSLOG_URL'),
    shadowKey: read('SHADOW_KEY'),
  }
  const { edge, legacy, database, syslog, shadowKey } = told
  const faults = faultsOf(told)
  if (faults.length > 0 || !isFront(edge)) throw new DemoError('ERR_DEMO_CONFIG', faults.join('\n'))
  return {
    front: edge,
    legacyUrl: legacy.replace(/\/$/, '') || null,
    databaseUrl: database || null,
    syslogUrl: syslog || undefined,
    shadowKey: shadowKey || undefined,
  }
}

type Told = Readonly<Record<'edge' | 'legacy' | 'database' | 'syslog' | 'shadowKey', string>>

/** All that cannot be. */
function faultsOf({ edge, legacy, database, syslog, shadowKey }: Told): readonly string[] {
  return [
    ...(isFront(edge) ? [] : [`EDGE: "${edge}" is no edge; write haproxy or proxy`]),
    ...keyFaults(shadowKey),
    ...addressFaults('LEGACY_URL', legacy, {
      form: /^https?:\/\/[^/?#@\\\s]+\/?$/,
      otherwise: 'is no address; write it like http://127.0.0.1:8100',
    }),
    ...addressFaults('DATABASE_URL', database, {
      form: /^postgres(ql)?:\/\/[^/]/,
      otherwise: 'is no PostgreSQL address; write it like postgres://user@host:5432/postgres',
    }),
    ...addressFaults('SYSLOG_URL', syslog, {
      form: /^(udp|tcp):\/\/[^/]+:\d{1,5}$/,
      otherwise: 'is no syslog address; write it like udp://127.0.0.1:514 or tcp://127.0.0.1:514',
    }),
  ]
}

function isFront(text: string): text is Front {
  return text === 'haproxy' || text === 'proxy'
}

function keyFaults(key: string): readonly string[] {
  const isFine = key === '' || /^[!-~]{32,512}$/.test(key)
  return isFine ? [] : ['SHADOW_KEY: is no key; write 32 to 512 printable characters without blanks']
}

/** Nothing for an address, and for a variable that is not set. */
function addressFaults(
  name: string,
  text: string,
  { form, otherwise }: { form: RegExp; otherwise: string },
): readonly string[] {
  return !text || (form.test(text) && URL.canParse(text)) ? [] : [`${name}: ${otherwise}`]
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
    const what = 'is no number above 0 and up to 3600; leave it out or mend it'
    throw new DemoError('ERR_DEMO_CONFIG', `${name}: ${what}`)
  }
  return {
    stepSeconds: number('DEMO_STEP_SECONDS', 5),
    users: Math.ceil(number('DEMO_USERS', 20)),
    stay: env['DEMO_STAY'] === '1',
  }
}
