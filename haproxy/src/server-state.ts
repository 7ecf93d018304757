import type { Route, RouteTable, Side, Upstream } from '@strangler/migration-plan'
import { PROXY_BACKEND } from './layout.ts'
import type { EdgeOptions } from './options.ts'
import {
  configuredWeight,
  hasHop,
  isTls,
  parseAddress,
  portOf,
  PROXY_SERVER,
  routeServers,
  upstreamBackend,
  type RouteServer,
} from './servers.ts'
import { encodeWeight } from './weights.ts'

/** What of a running server outlives its process; bits of `admin` as in `show servers state`. */
export interface KeptState {
  readonly admin: number
  readonly up: boolean
  /** Default: the table's. */
  readonly weight?: number
}

/** Kept state by `backend/server`. */
export type KeptStates = ReadonlyMap<string, KeptState>

/** Bits of srv_admin_state that an operator sets, on the server or on one that it tracks (server-t.h). */
export const MAINTENANCE = 0x03
export const OPERATORS = 0x1b

const HEAD =
  '# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port'

const UNKNOWN: KeptState = { admin: 0, up: true }

/** Weight of a server at which the route has its weight. */
export function weightOf(route: Route, servers: readonly RouteServer[], side: Side): number {
  const count = (of: Side): number => servers.filter((server) => server.side === of).length
  return encodeWeight(route.weight, count('legacy'), count('candidate'))[side]
}

/**
 * A server-state file (management guide, "show servers state") with the weights of the table. Written by us and not
 * saved from HAProxy, because HAProxy would take ports and TLS from it, also those that
 * the table has changed.
 */
export function serverState(
  table: RouteTable,
  { proxy }: Pick<EdgeOptions, 'proxy'>,
  kept: KeptStates = new Map(),
): string {
  const rows = [
    ...Object.values(table.upstreams).flatMap((upstream) => upstreamRows(upstream, kept)),
    ...table.routes.flatMap((route) => routeRows(table, route, kept)),
    ...(proxy === undefined ? [] : proxyRows(table, proxy, kept)),
  ]
  return ['1', HEAD, ...rows, ''].join('\n')
}

function upstreamRows(upstream: Upstream, kept: KeptStates): readonly string[] {
  if (upstream.health === null) return []
  const backend = upstreamBackend(upstream)
  return upstream.addresses.flatMap((text, at) => {
    const state = kept.get(`${backend}/${at + 1}`)
    const address = parseAddress(text)
    const where = { port: portOf(address), tls: isTls(address) }
    const row = { backend, server: String(at + 1), id: at + 1, weight: 1, configured: 1, ...where }
    return state ? [stateRow(row, state)] : []
  })
}

function routeRows(table: RouteTable, route: Route, kept: KeptStates): readonly string[] {
  const servers = routeServers(table, route)
  return servers.map((server, at) => {
    const { name, side, upstream, address } = server
    const state = kept.get(`${route.id}/${name}`) ?? UNKNOWN
    const where = hasHop(upstream) ? { port: 0, tls: false } : { port: portOf(address), tls: isTls(address) }
    const weight = state.weight ?? weightOf(route, servers, side)
    const configured = configuredWeight(servers, side)
    return stateRow({ backend: route.id, server: name, id: at + 1, weight, configured, ...where }, state)
  })
}

/** Of the proxy as an operator left it; it is the last server of a route. */
function proxyRows(table: RouteTable, proxy: string, kept: KeptStates): readonly string[] {
  const where = { weight: 1, configured: 1, port: portOf(parseAddress(`http://${proxy}`)), tls: false }
  const rowsOf = (backend: string, server: string, id: number): readonly string[] => {
    const state = kept.get(`${backend}/${server}`)
    return state ? [stateRow({ backend, server, id, ...where }, state)] : []
  }
  return [
    ...rowsOf(PROXY_BACKEND, '1', 1),
    ...table.routes.flatMap((route) => rowsOf(route.id, PROXY_SERVER, routeServers(table, route).length + 1)),
  ]
}

interface Row {
  readonly backend: string
  readonly server: string
  readonly id: number
  readonly weight: number
  readonly configured: number
  readonly port: number
  readonly tls: boolean
}

function stateRow(row: Row, { admin, up }: KeptState): string {
  const { backend, server, id, weight, configured, port, tls } = row
  const running = up && (admin & MAINTENANCE) === 0
  const [operation, health] = running ? [2, 2] : [0, 0]
  return `0 ${backend} ${id} ${server} - ${operation} ${admin} ${weight} ${configured} 0 1 0 ${health} 0 0 0 0 - ${port} - ${tls ? 1 : 0} 0 - - 0`
}
