import type { Route, RouteTable, Side } from '@strangler/migration-plan'
import {
  configuredWeight,
  hasHop,
  portOf,
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
 * saved from HAProxy, because HAProxy would take ports from it, also those that the table has changed.
 */
export function serverState(table: RouteTable, kept: KeptStates = new Map()): string {
  const rows = [
    ...Object.values(table.upstreams).flatMap((upstream) =>
      upstream.health === null
        ? []
        : upstream.addresses.flatMap((address, at) => {
            const state = kept.get(`${upstreamBackend(upstream)}/${at + 1}`)
            const row = { backend: upstreamBackend(upstream), server: String(at + 1), id: at + 1 }
            return state
              ? [stateRow({ ...row, weight: 1, configured: 1, port: portOf(new URL(address)) }, state)]
              : []
          }),
    ),
    ...table.routes.flatMap((route) => {
      const servers = routeServers(table, route)
      return servers.map((server, at) => {
        const state = kept.get(`${route.id}/${server.name}`) ?? UNKNOWN
        const row = {
          backend: route.id,
          server: server.name,
          id: at + 1,
          weight: state.weight ?? weightOf(route, servers, server.side),
          configured: configuredWeight(servers, server.side),
          port: hasHop(server.upstream) ? 0 : portOf(server.address),
        }
        return stateRow(row, state)
      })
    }),
  ]
  return ['1', HEAD, ...rows, ''].join('\n')
}

interface Row {
  readonly backend: string
  readonly server: string
  readonly id: number
  readonly weight: number
  readonly configured: number
  readonly port: number
}

function stateRow({ backend, server, id, weight, configured, port }: Row, { admin, up }: KeptState): string {
  const running = up && (admin & MAINTENANCE) === 0
  const [operation, health] = running ? [2, 2] : [0, 0]
  return `0 ${backend} ${id} ${server} - ${operation} ${admin} ${weight} ${configured} 0 1 0 ${health} 0 0 0 0 - ${port} - 0 0 - - 0`
}
