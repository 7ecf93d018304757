import { syslogRing } from './log.ts'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { RouteTable } from '@strangler/migration-plan'
import { HaproxyError } from '../errors.ts'
import {
  layoutOf,
  SAMPLE_MAP,
  SERVER_STATE,
  STATE_MAP,
  stageKey,
  THRESHOLD_MAP,
  VERSION_KEY,
} from '../layout.ts'
import type { EdgeOptions } from '../options.ts'
import { serverState, type KeptStates } from '../server-state.ts'
import { movesByUser } from './cohorts.ts'
import { frontSection, HOSTS_MAP, METHODS_MAP } from './front.ts'
import { lookupsOf, type Lookups } from './lookups.ts'
import { pinFiles, PIN_SCRIPT } from './pins.ts'
import { defaultsSection, globalSection, statsSection } from './process.ts'
import { routeBackend } from './route-backend.ts'
import { proxySection, samples } from './sampling.ts'
import { upstreamSections } from './upstreams.ts'
import { checkedName, comment, mapLine } from './words.ts'

/** All that HAProxy needs to serve a table. */
export interface EdgeFiles {
  /** Text of haproxy.cfg. */
  readonly config: string
  /** Digest of what only a reload can change: tables that differ in weights, stages and version only share it. */
  readonly generation: string
  /** Contents by name of the files beside it; they lie in `generations/<generation>`. */
  readonly files: Readonly<Record<string, string>>
}

const LONGEST_DIRECTORY = 80
const LIVE = new Set([STATE_MAP, THRESHOLD_MAP, SAMPLE_MAP, SERVER_STATE])

/**
 * Renders a table for HAProxy 2.6 and later. Pure: writeEdgeFiles writes the result.
 * @throws HaproxyError ERR_HAPROXY_CONFIG for what no configuration can hold.
 */
export function renderEdge(table: RouteTable, options: EdgeOptions): EdgeFiles {
  if (Buffer.byteLength(options.directory) > LONGEST_DIRECTORY || !options.directory.startsWith('/'))
    throw new HaproxyError(
      'ERR_HAPROXY_CONFIG',
      `edge directory "${options.directory}": sockets cannot lie there; use an absolute path of at most ${LONGEST_DIRECTORY} bytes`,
    )
  const lookups = lookupsOf(table)
  const configIn = configOf(table, lookups, options)
  const files: Record<string, string> = {
    [METHODS_MAP]: mapText('class by method', lookups.methods),
    [HOSTS_MAP]: mapText(
      'hosts that routes name',
      lookups.hosts.map((host) => [host, host]),
    ),
    ...Object.fromEntries(lookups.lookups.map(({ file, about, entries }) => [file, mapText(about, entries)])),
    ...pinFiles(options.pinKey),
    ...liveFiles(table, options),
  }
  const generation = digest(configIn(''), files)
  return { config: configIn(join(layoutOf(options.directory).generations, generation)), generation, files }
}

/** The files of a generation at a table of it, with what of running servers is to be kept. */
export function withLive(
  files: EdgeFiles,
  table: RouteTable,
  options: Pick<EdgeOptions, 'proxy'>,
  kept: KeptStates,
): EdgeFiles {
  return { ...files, files: { ...files.files, ...liveFiles(table, options, kept) } }
}

/** The files that follow the weights; everything else stays as long as the generation does. */
function liveFiles(
  table: RouteTable,
  options: Pick<EdgeOptions, 'proxy'>,
  kept?: KeptStates,
): Readonly<Record<string, string>> {
  return {
    [STATE_MAP]: mapText('what the table says beyond weights; changed at run time', stateEntries(table)),
    [THRESHOLD_MAP]: mapText(
      "first cohort that is not the candidate's; changed at run time",
      thresholds(table),
    ),
    ...(options.proxy === undefined
      ? {}
      : {
          [SAMPLE_MAP]: mapText(
            'of every 10000 requests, how many go through the proxy; changed at run time',
            samples(table),
          ),
        }),
    [SERVER_STATE]: serverState(table, options, kept),
  }
}

/** Version and stages of a table, as the state map holds them. */
export function stateEntries({ version, routes }: RouteTable): ReadonlyMap<string, string> {
  return new Map([
    ...routes.map(({ id, stage }) => [stageKey(id), stage] as const),
    [VERSION_KEY, String(version)] as const,
  ])
}

/** First cohort that stays with legacy, for each route that is shared out by user. */
export function thresholds({ routes }: RouteTable): ReadonlyMap<string, string> {
  return new Map(routes.filter(movesByUser).map(({ id, weight }) => [id, String(weight * 100)]))
}

/** The configuration as a function of the folder that the other files lie in. */
function configOf(table: RouteTable, lookups: Lookups, options: EdgeOptions): (folder: string) => string {
  const backends = [
    ...table.routes.map((route) => routeBackend(table, route, options)),
    ...usedUpstreams(table).flatMap((upstream) => upstreamSections(upstream, options.directory)),
    ...(options.proxy === undefined ? [] : [proxySection(options.proxy)]),
  ].join('\n')
  return (folder) => {
    const file = (name: string): string => join(folder, name)
    return [
      comment(`Plan ${table.plan}. Generated: changes by hand are lost; the plan is what to change.`),
      comment('Weights below are where a new server starts; server-state holds the ones that count.'),
      '',
      globalSection(options, { serverState: file(SERVER_STATE), pinScript: file(PIN_SCRIPT) }),
      defaultsSection(options, file(STATE_MAP)),
      ...syslogRing(options),
      frontSection(table, lookups, options, file),
      backends,
      statsSection(table.plan, options, file(STATE_MAP)),
    ].join('\n')
  }
}

function usedUpstreams({ routes, upstreams }: RouteTable) {
  const used = new Set(routes.flatMap(({ deny, legacy, candidate }) => (deny ? [] : [legacy, candidate])))
  return Object.values(upstreams).filter(({ name }) => used.has(checkedName(name)))
}

function mapText(about: string, entries: Iterable<readonly [string, string]>): string {
  return [comment(about), ...[...entries].map(([key, value]) => mapLine(key, value)), ''].join('\n')
}

function digest(config: string, files: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256')
  hash.update(config.replace(/^\s*#.*\n/gm, ''))
  for (const [name, content] of Object.entries(files))
    if (!LIVE.has(name)) hash.update(`\0${name}\0${content}`)
  return hash.digest('hex').slice(0, 16)
}
