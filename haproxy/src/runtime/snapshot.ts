import { basename, dirname } from 'node:path'
import { HaproxyError } from '../errors.ts'
import { OWN_MARK, STATE_MAP, THRESHOLD_MAP } from '../layout.ts'
import { askAll } from './socket.ts'

/** A server as HAProxy runs it. */
export interface RunningServer {
  readonly backend: string
  readonly name: string
  readonly up: boolean
  /** srv_admin_state of `show servers state`. */
  readonly admin: number
  readonly weight: number
  readonly requests: number
  readonly errors5xx: number
  readonly inFlight: number
}

/** What one look at a running HAProxy tells. */
export interface Snapshot {
  /** Differs whenever the worker is another one. */
  readonly instance: string
  /** When the worker began, in unix seconds. */
  readonly startedAt: number
  readonly generation: string
  /** Ids of the routes: all backends but our own. */
  readonly routes: readonly string[]
  readonly servers: readonly RunningServer[]
  readonly state: ReadonlyMap<string, string>
  readonly thresholds: ReadonlyMap<string, string>
}

/** Looks at a running HAProxy; throws HaproxyError ERR_HAPROXY_UNREACHABLE. */
export async function takeSnapshot(socket: string): Promise<Snapshot> {
  const [info = '', maps = ''] = await askAll(socket, ['show info', 'show map'])
  const stateMap = mapFile(maps, STATE_MAP)
  if (stateMap === undefined)
    throw new HaproxyError(
      'ERR_HAPROXY_REFUSED',
      `${socket}: its HAProxy runs another configuration than ours; start it with haproxyCommand`,
    )
  const thresholdMap = mapFile(maps, THRESHOLD_MAP)
  const [servers = '', stats = '', state = '', thresholds = ''] = await askAll(socket, [
    'show servers state',
    'show stat -1 6 -1',
    `show map ${stateMap}`,
    ...(thresholdMap === undefined ? [] : [`show map ${thresholdMap}`]),
  ])
  const counters = table(stats)
  return {
    instance: `${infoOf(info, 'Pid')}-${infoOf(info, 'Start_time_sec')}`,
    startedAt: Number(infoOf(info, 'Start_time_sec')),
    generation: basename(dirname(stateMap)),
    routes: counters.flatMap((row) => {
      const backend = row.get('pxname') ?? ''
      return row.get('svname') === 'BACKEND' && isRoute(backend) ? [backend] : []
    }),
    servers: runningServers(servers, counters),
    state: mapEntries(state),
    thresholds: mapEntries(thresholds),
  }
}

/** Whether a backend is a route's. */
export function isRoute(backend: string): boolean {
  return !backend.includes(OWN_MARK) && backend === backend.toLowerCase()
}

function runningServers(text: string, counters: readonly Row[]): readonly RunningServer[] {
  const counted = new Map(
    counters.map((row) => [`${row.get('pxname') ?? ''}/${row.get('svname') ?? ''}`, row]),
  )
  const [, head = '', ...lines] = text.split('\n')
  const names = head.replace(/^# /, '').split(' ')
  return lines.map((line) => {
    const row: Row = new Map(line.split(' ').map((value, at) => [names[at] ?? '', value]))
    const backend = row.get('be_name') ?? ''
    const name = row.get('srv_name') ?? ''
    const counter = counted.get(`${backend}/${name}`) ?? new Map<string, string>()
    return {
      backend,
      name,
      up: row.get('srv_op_state') !== '0',
      admin: number(row, 'srv_admin_state'),
      weight: number(row, 'srv_uweight'),
      ...traffic(counter),
    }
  })
}

/**
 * Answers, and attempts that ended without one: HAProxy answers these with 502, 503 or 504 itself, unless another
 * attempt went well.
 */
function traffic(row: Row): Pick<RunningServer, 'requests' | 'errors5xx' | 'inFlight'> {
  const failed = number(row, 'econ') + number(row, 'eresp')
  const answered = ['hrsp_2xx', 'hrsp_3xx', 'hrsp_4xx', 'hrsp_5xx', 'hrsp_other']
  return {
    requests: answered.reduce((sum, name) => sum + number(row, name), failed),
    errors5xx: number(row, 'hrsp_5xx') + failed,
    inFlight: number(row, 'scur'),
  }
}

type Row = ReadonlyMap<string, string>

/** Rows of HAProxy's CSV, as far as we read them: quoted columns come later. */
function table(csv: string): readonly Row[] {
  const [head = '', ...lines] = csv.split('\n')
  const names = head.replace(/^# /, '').split(',')
  return lines.map((line) => new Map(line.split(',').map((value, at) => [names[at] ?? '', value] as const)))
}

function number(row: Row, name: string): number {
  return Number(row.get(name) ?? 0)
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
