import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runChild } from '../child.ts'
import type { SystemConfig } from '../config.ts'
import { DemoError } from '../errors.ts'
import { eventually } from '../eventually.ts'
import { planFile } from '../read-plan.ts'
import { repository } from '../repository.ts'
import { makeDatabases, type DatabaseUrls } from './databases.ts'
import { startEdge } from './edge.ts'
import { choosePorts, type Ports } from './ports.ts'
import { supervise, type Supervised } from './supervise.ts'
import { makeTokenKeys } from './token-keys.ts'

/** The addresses of a system that is up, as `make up` prints them. */
export interface Ready {
  readonly edge: string
  readonly stats: string
  readonly controller: string
  readonly legacy: string
  readonly services: Readonly<Record<'frontend' | 'users' | 'thoughts' | 'static', string>>
  readonly database: string
}

/** Everything of the worked example, running. */
export interface System {
  readonly ready: Ready
  /** Holds the edge's files, and the keys of the tokens. */
  readonly folder: string
  /** The ports that are never public. */
  readonly internal: Ready['services']
  readonly processes: ReadonlyMap<string, Supervised>
  /** Where the command line finds address and token of the controller. */
  readonly contextFile: string
  /** Stops the monolith alone, for good; nothing if somebody else runs it. */
  stopLegacy(): Promise<void>
  /** Stops all, the front door first. */
  stop(): Promise<void>
}

type Start = (name: string, entry: string, env: Readonly<Record<string, string>>) => Promise<Supervised>

const LEADS_WITHIN_MS = 15_000

const local = (port: number): string => `http://127.0.0.1:${port}`

/** Starts the whole system; `tell` hears what a reader of the terminal should know. */
export async function startSystem(config: SystemConfig, tell: (line: string) => void): Promise<System> {
  const stops: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).toReversed()) await each()
  }
  try {
    return await startAll(config, { tell, stops, stop })
  } catch (error) {
    await stop()
    throw error
  }
}

interface Frame {
  readonly tell: (line: string) => void
  readonly stops: (() => Promise<unknown>)[]
  readonly stop: () => Promise<void>
}

async function startAll(config: SystemConfig, { tell, stops, stop }: Frame): Promise<System> {
  const ports = await choosePorts()
  const logs = join(repository, 'var/log')
  const contextFile = join(repository, 'var/run/controller.json')
  for (const folder of [logs, dirname(contextFile)]) await mkdir(folder, { recursive: true })
  const folder = await mkdtemp(join(tmpdir(), 'strangler-'))
  stops.push(() => rm(folder, { recursive: true, force: true }))
  const processes = new Map<string, Supervised>()
  const start: Start = async (name, entry, env) => {
    tell(`starting ${name}`)
    const logFile = join(logs, `${name}.log`)
    const spec = { name, command: process.execPath, args: [join(repository, entry)], env, logFile }
    const child = await supervise(spec, (line) => /"message":"listening"|^listening /.test(line), tell)
    stops.push(() => child.stop())
    processes.set(name, child)
    return child
  }
  const databases = await prepareDatabases(config, ports, start, tell)
  const legacyEnv = { PORT: String(ports.monolith), DATABASE_URL: databases.monolith }
  const monolith = config.legacyUrl ? null : await start('monolith', 'monolith/src/main.ts', legacyEnv)
  await startServices(ports, databases, folder, start)
  const ready = addressesOf(ports, config.legacyUrl ?? local(ports.monolith), databases.monolith)
  tell('starting edge')
  const upstreams = upstreamsOf(ready)
  const pinKey = randomBytes(32).toString('hex')
  const edge = await startEdge({ folder, ports, upstreams, pinKey, logFile: join(logs, 'edge.log'), tell })
  stops.push(() => edge.stop())
  processes.set('edge', edge)
  await start('controller', 'controller/src/main.ts', {
    ...upstreams,
    PORT: String(ports.controller),
    DATABASE_URL: databases.strangler,
    PLAN_FILE: planFile,
    EDGE_DIRECTORY: folder,
    EDGE_PORT: String(ports.edge),
    STATS_PORT: String(ports.stats),
    PIN_KEY: pinKey,
    CONTEXT_FILE: contextFile,
  })
  await leads(ready.controller)
  const stopLegacy = async (): Promise<void> => monolith?.stop()
  return { ready, folder, internal: internalOf(ports), processes, contextFile, stopLegacy, stop }
}

/** A controller that has just started listens before it leads, and takes no step until it does. */
async function leads(controller: string): Promise<void> {
  const isLeader = async (): Promise<boolean> => {
    const { role } = (await (await fetch(`${controller}/readyz`)).json()) as { role?: string }
    return role === 'leader'
  }
  await eventually(isLeader, { withinMs: LEADS_WITHIN_MS }).catch((cause: unknown) => {
    const what =
      'the controller does not lead; stop another one on the same database, or see var/log/controller.log'
    throw new DemoError('ERR_DEMO_CONTROLLER', what, { cause })
  })
}

function addressesOf(ports: Ports, legacy: string, database: string): Ready {
  const { frontend, users, thoughts } = ports
  return {
    edge: local(ports.edge),
    stats: local(ports.stats),
    controller: local(ports.controller),
    legacy,
    services: {
      frontend: local(frontend),
      users: local(users),
      thoughts: local(thoughts),
      static: local(ports.static),
    },
    database,
  }
}

function internalOf(ports: Ports): System['internal'] {
  return {
    frontend: local(ports.frontendInternal),
    users: local(ports.usersInternal),
    thoughts: local(ports.thoughtsInternal),
    static: local(ports.staticInternal),
  }
}

/** The variables that the plan takes its addresses from. */
function upstreamsOf({ legacy, services }: Ready): Readonly<Record<string, string>> {
  return {
    LEGACY_URL: legacy,
    FRONTEND_URL: services.frontend,
    USERS_URL: services.users,
    THOUGHTS_URL: services.thoughts,
    STATIC_URL: services.static,
  }
}

async function prepareDatabases(
  config: SystemConfig,
  ports: Ports,
  start: Start,
  tell: (line: string) => void,
): Promise<DatabaseUrls> {
  const embedded = config.databaseUrl
    ? null
    : await start('postgresql', 'demo/src/postgres/main.ts', { PGPORT: String(ports.postgres) })
  const databases = await makeDatabases(
    config.databaseUrl ?? embedded?.readyLine.slice('listening '.length) ?? '',
  )
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

async function startServices(
  ports: Ports,
  databases: DatabaseUrls,
  folder: string,
  start: Start,
): Promise<void> {
  const keys = await makeTokenKeys(folder)
  const service = (
    name: 'users' | 'thoughts' | 'static' | 'frontend',
    env: Readonly<Record<string, string>>,
  ): Promise<Supervised> =>
    start(name, `services/${name}/src/main.ts`, {
      PORT: String(ports[name]),
      INTERNAL_PORT: String(ports[`${name}Internal`]),
      ...env,
    })
  await service('users', {
    LEGACY_DATABASE_URL: databases.monolith,
    DATABASE_URL: databases.users,
    TOKEN_SIGNING_KEY_FILE: keys.signingKeyFile,
    TOKEN_KEYS_FILE: keys.keysFile,
  })
  await service('thoughts', { DATABASE_URL: databases.monolith, TOKEN_KEYS_FILE: keys.keysFile })
  await service('static', {})
  await service('frontend', {
    USERS_INTERNAL_URL: local(ports.usersInternal),
    THOUGHTS_URL: local(ports.thoughts),
    THOUGHTS_INTERNAL_URL: local(ports.thoughtsInternal),
    TOKEN_KEYS_FILE: keys.keysFile,
  })
}
