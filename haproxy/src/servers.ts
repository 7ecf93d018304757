import { crc32 } from 'node:zlib'
import type { Route, RouteTable, Side, Upstream } from '@strangler/migration-plan'
import { HaproxyError } from './errors.ts'
import { OWN_MARK } from './layout.ts'

/** A server of a route's backend: one address of one of its sides. */
export interface RouteServer {
  readonly name: string
  readonly side: Side
  readonly upstream: Upstream
  readonly address: URL
  /** Counted from 1 within its upstream. */
  readonly member: number
}

/** The servers of a route: `legacy`, `legacy-2` …, `candidate` … A denied route has none. */
export function routeServers(table: RouteTable, route: Route): readonly RouteServer[] {
  if (route.deny) return []
  return [...sideServers(table, 'legacy', route.legacy), ...sideServers(table, 'candidate', route.candidate)]
}

function sideServers(table: RouteTable, side: Side, name: string | null): readonly RouteServer[] {
  if (name === null) return []
  const upstream = table.upstreams[name]
  if (!upstream)
    throw new HaproxyError(
      'ERR_HAPROXY_CONFIG',
      `upstream "${name}": is not in the table; compile it from a plan`,
    )
  return addressesOf(upstream).map((address, at) => ({
    name: at === 0 ? side : `${side}-${at + 1}`,
    side,
    upstream,
    address,
    member: at + 1,
  }))
}

/** Parsed once for each upstream, which a thousand routes may share. */
const parsed = new WeakMap<Upstream, readonly URL[]>()

function addressesOf(upstream: Upstream): readonly URL[] {
  const before = parsed.get(upstream)
  if (before) return before
  const addresses = upstream.addresses.map(parseAddress)
  parsed.set(upstream, addresses)
  return addresses
}

/** The parts of an address of an upstream; throws HaproxyError ERR_HAPROXY_CONFIG for what is none. */
export function parseAddress(text: string): URL {
  const address = URL.parse(text)
  if (address) return address
  throw new HaproxyError(
    'ERR_HAPROXY_CONFIG',
    `address ${JSON.stringify(text)}: is none; write http://host:port`,
  )
}

/** Server of a route that is the strangler-proxy: it asks both sides, and compares. */
export const PROXY_SERVER = 'proxy'

/** Which side the server of a route's backend belongs to; null for the proxy, which is of both. */
export function sideOf(server: string): Side | null {
  if (server === PROXY_SERVER) return null
  return server.startsWith('candidate') ? 'candidate' : 'legacy'
}

/** Weight in the configuration. It never changes: HAProxy restores a saved weight only next to the same one. */
export function configuredWeight(servers: readonly RouteServer[], side: Side): number {
  return side === 'legacy' || servers.every((server) => server.side === 'candidate') ? 100 : 0
}

/** Backend that checks the health of an upstream, once for all routes that use it. */
export function upstreamBackend({ name }: Upstream): string {
  return `upstream${OWN_MARK}${name}`
}

/** Whether requests reach the upstream by way of a listener that sets its Host header. */
export function hasHop({ host }: Upstream): boolean {
  return host !== 'keep'
}

/** Socket of that listener. Named by a digest, because paths of sockets are short (unix(7): 108 bytes). */
export function hopSocket({ name }: Upstream, member: number): string {
  return `via-${crc32(name).toString(16)}-${member}.sock`
}

/** Port of an address, also where the scheme implies it. */
export function portOf(address: URL): number {
  if (address.port !== '') return Number(address.port)
  return address.protocol === 'https:' ? 443 : 80
}

export function isTls({ protocol }: URL): boolean {
  return protocol === 'https:'
}
