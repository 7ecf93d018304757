import { basename, dirname } from 'node:path'
import { HaproxyError } from '../errors.ts'
import { SAMPLE_MAP, STATE_MAP, THRESHOLD_MAP } from '../layout.ts'
import { columnsOf } from './columns.ts'
import { askAll } from './socket.ts'

/** A server as HAProxy runs it. */
export interface RunningServer {
  readonly backend: string
  readonly name: string
  readonly up: boolean
  /** srv_admin_state of `show servers state`. */
  readonly admin: number
  readonly weight: number
}

/** How a running HAProxy stands. */
export interface Snapshot {
  /** Differs whenever the worker is another one. */
  readonly instance: string
  /** When the worker began, in unix seconds. */
  readonly startedAt: number
  readonly generation: string
  readonly servers: readonly RunningServer[]
  readonly state: ReadonlyMap<string, string>
  readonly thresholds: ReadonlyMap<string, string>
  /** Null where there is no proxy that compares. */
  readonly samples: ReadonlyMap<string, string> | null
}

/** Looks at a running HAProxy; throws HaproxyError ERR_HAPROXY_UNREACHABLE. */
export async function takeSnapshot(socket: string): Promise<Snapshot> {
  return (await lookAt(socket, [])).snapshot
}

/** A snapshot, and what HAProxy answers to further commands at the same moment. */
export async function lookAt(
  socket: string,
  commands: readonly string[],
): Promise<{ readonly snapshot: Snapshot; readonly replies: readonly string[] }> {
  const [info = '', maps = ''] = await askAll(socket, ['show info', 'show map'])
  const stateMap = mapFile(maps, STATE_MAP)
  if (stateMap === undefined)
    throw new HaproxyError(
      'ERR_HAPROXY_REFUSED',
      `${socket}: its HAProxy runs another configuration than ours; start it with haproxyCommand`,
    )
  const thresholdMap = mapFile(maps, THRESHOLD_MAP)
  const sampleMap = mapFile(maps, SAMPLE_MAP)
  const files = [stateMap, thresholdMap, sampleMap].filter((file) => file !== undefined)
  const [servers = '', ...more] = await askAll(socket, [
    'show servers state',
    ...files.map((file) => `show map ${file}`),
    ...commands,
  ])
  const entriesOf = (file: string | undefined): ReadonlyMap<string, string> | null =>
    file === undefined ? null : mapEntries(more[files.indexOf(file)] ?? '')
  const startedAt = Number(infoOf(info, 'Start_time_sec'))
  const snapshot = {
    instance: `${infoOf(info, 'Pid')}-${startedAt}`,
    startedAt,
    generation: basename(dirname(stateMap)),
    servers: runningServers(servers),
    state: entriesOf(stateMap) ?? new Map<string, string>(),
    thresholds: entriesOf(thresholdMap) ?? new Map<string, string>(),
    samples: entriesOf(sampleMap),
  }
  return { snapshot, replies: more.slice(files.length) }
}

function runningServers(text: string): readonly RunningServer[] {
  const [, ...table] = text.split('\n')
  const names = ['be_name', 'srv_name', 'srv_op_state', 'srv_admin_state', 'srv_uweight'] as const
  return columnsOf(table.join('\n'), ' ', names).map((row) => ({
    backend: row.be_name,
    name: row.srv_name,
    up: row.srv_op_state !== '0',
    admin: Number(row.srv_admin_state),
    weight: Number(row.srv_uweight),
  }))
}

function infoOf(info: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, 'm').exec(info)?.[1] ?? 'unknown'
}

function mapFile(maps: string, name: string): string | undefined {
  return [...maps.matchAll(/\((\/[^)]*)\)/g)]
    .map(([, file = '']) => file)
    .find((file) => basename(file) === name)
}

function mapEntries(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, key, value] = line.split(' ')
      return key !== undefined && value !== undefined ? [[key, value] as const] : []
    }),
  )
}
