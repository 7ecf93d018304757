import { COMPARE_HEADER, isMovable, sampleOf, type Route, type RouteTable } from '@strangler/migration-plan'
import { PROXY_BACKEND } from '../layout.ts'
import type { EdgeOptions } from '../options.ts'
import { PROXY_SERVER } from '../servers.ts'
import { checkedHost, description, section } from './words.ts'

/** Of every ten thousand requests of a route, how many go through the proxy; for each route that may be compared. */
export function samples({ routes }: RouteTable): ReadonlyMap<string, string> {
  return new Map(
    routes.filter(isMovable).map((route) => [route.id, String(Math.round(sampleOf(route) * 100))]),
  )
}

/** What the backend of a route says of its sample, in four places; nothing where the proxy has no share in it. */
export interface Sampling {
  /** Let `is_sampled` be true for the requests that go through the proxy. */
  readonly rules: readonly string[]
  /** Condition of what the proxy does for those that come to it. */
  readonly unless: string
  readonly choice: readonly string[]
  readonly server: readonly string[]
}

/** A pinned request is never sampled. */
export function samplingOf(
  { upstreams }: RouteTable,
  route: Route,
  { proxy, pinKey }: Pick<EdgeOptions, 'proxy' | 'pinKey'>,
): Sampling {
  if (proxy === undefined || !isMovable(route)) return { rules: [], unless: '', choice: [], server: [] }
  const { id, candidate } = route
  const isDry = candidate !== null && upstreams[candidate]?.dryRun === true
  const methods = isDry ? '' : ' { method GET HEAD }'
  const free = pinKey === undefined ? '' : ' !is_pinned'
  return {
    rules: [
      '# A sample goes through the proxy, which answers like the servers below, asks the other side too, and compares.',
      `http-request set-var(txn.sampled) bool(true) if { rand(10000),sub(txn.sample) lt 0 }${methods}${free} { srv_is_up(${id}/${PROXY_SERVER}) }`,
      'acl is_sampled var(txn.sampled) -m found',
      `http-request set-header ${COMPARE_HEADER} 1 if is_sampled`,
    ],
    unless: ' unless is_sampled',
    choice: [`use-server ${PROXY_SERVER} if is_sampled`],
    // A backup, so that no request gets there by its turn; use-server takes it all the same.
    server: [`server ${PROXY_SERVER} ${checkedHost(proxy)} weight 1 backup track ${PROXY_BACKEND}/1`],
  }
}

/** Watches the proxy. */
export function proxySection(proxy: string): string {
  return section(`backend ${PROXY_BACKEND}`, [
    description('health of the strangler-proxy; while it is drained here nothing is compared'),
    `server 1 ${checkedHost(proxy)} check`,
  ])
}
