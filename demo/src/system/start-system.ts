import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { varFolder, type SystemConfig } from '../config.ts'
import { reachableTemporaryFolder } from '../postgres/reachable.ts'
import { addressesOf, internalOf, local, upstreamsOf, type Ready } from './addresses.ts'
import { checkLegacy } from './check-legacy.ts'
import { startController } from './controller.ts'
import { prepareDatabases } from './databases.ts'
import { startEdge } from './edge.ts'
import { claimPorts } from './ports.ts'
import { startProxy } from './proxy.ts'
import { startServices } from './services.ts'
import { createStartEntry } from './start-entry.ts'
import type { Supervised } from './supervise.ts'

/** Everything of the worked example, running. */
export interface System {
  readonly ready: Ready
  /** Holds the edge's files, and the keys of the tokens. */
  readonly folder: string
  /** The ports that are never public. */
  readonly internal: Ready['services']
  /** Where the proxy takes its table, and tells what it counted and compared. */
  readonly proxyAdmin: string
  readonly processes: ReadonlyMap<string, Supervised>
  /** Where the command line finds address and token of the controller. */
  readonly contextFile: string
  /** Holds a file for each process. */
  readonly logs: string
  /** Stops the monolith alone, for good; nothing if somebody else runs it. */
  stopLegacy(): Promise<void>
  /** Stops all, the front door first. */
  stop(): Promise<void>
}

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
  const { front, legacyUrl } = config
  const { ports, release } = await claimPorts()
  stops.push(release)
  const logs = join(varFolder(), 'log')
  const contextFile = join(varFolder(), 'run/controller.json')
  for (const needed of [logs, dirname(contextFile)]) await mkdir(needed, { recursive: true })
  const folder = await temporaryFolder(stops)
  const processes = new Map<string, Supervised>()
  const started = (name: string, child: Supervised): void => {
    stops.push(() => child.stop())
    processes.set(name, child)
  }
  const start = createStartEntry(logs, tell, commonOf(config), started)
  const embedded = { port: ports.postgres, makeFolder: () => databaseFolder(stops) }
  const databases = await prepareDatabases(config.databaseUrl, embedded, start, tell)
  await checkLegacy(config, tell)
  const legacyEnv = { PORT: String(ports.monolith), DATABASE_URL: databases.monolith }
  const monolith = legacyUrl ? null : await start('monolith', 'monolith/src/main.ts', legacyEnv)
  const { shadowKey = randomBytes(32).toString('hex') } = config
  await startServices(ports, databases, { folder, shadowKey }, start)
  const ready = addressesOf(ports, { front, legacyUrl, database: databases.monolith })
  const upstreams = upstreamsOf(ready)
  const pinKey = randomBytes(32).toString('hex')
  await startProxy({ front, ports, folder, pinKey, shadowKey }, start)
  if (front === 'haproxy') {
    tell('starting edge')
    const logFile = join(logs, 'edge.log')
    started(
      'edge',
      await startEdge({ folder, ports, upstreams, pinKey, logFile, tell, syslogUrl: config.syslogUrl }),
    )
  }
  const databaseUrl = databases.strangler
  const steering = { front, ports, databaseUrl, edgeFolder: folder, contextFile, upstreams, pinKey }
  const controllerEnv = { ...edgeLogging(config), ...config.controllerEnv }
  await startController({ ...steering, env: controllerEnv }, start)
  const stopLegacy = async (): Promise<void> => monolith?.stop()
  return {
    ready,
    folder,
    internal: internalOf(ports),
    proxyAdmin: local(ports.proxyAdmin),
    processes,
    contextFile,
    logs,
    stopLegacy,
    stop,
  }
}

/** A temporary one that the user may enter whom PostgreSQL changes to where root starts it. */
async function databaseFolder(stops: Frame['stops']): Promise<string> {
  const folder = await temporaryFolder(stops, join(await reachableTemporaryFolder(), 'strangler-pg-'))
  await chmod(folder, 0o755)
  return folder
}

/** One that goes when all is stopped, or with this process. */
async function temporaryFolder(
  stops: Frame['stops'],
  prefix = join(tmpdir(), 'strangler-'),
): Promise<string> {
  const folder = await mkdtemp(prefix)
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.on('exit', remove)
  stops.push(() => {
    process.off('exit', remove)
    return rm(folder, { recursive: true, force: true })
  })
  return folder
}

function commonOf({ syslogUrl, env = {} }: SystemConfig): Readonly<Record<string, string>> {
  return { ...env, ...(syslogUrl === undefined ? {} : { SYSLOG_URL: syslogUrl }) }
}

/** The controller renders what the edge was started with. */
function edgeLogging({ syslogUrl }: SystemConfig): Readonly<Record<string, string>> {
  return syslogUrl === undefined ? {} : { EDGE_SYSLOG_URL: syslogUrl }
}
