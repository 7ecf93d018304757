import type { Timeouts, Upstream } from '@strangler/migration-plan'
import { Pool } from 'undici'
import { createConnector } from './connector.ts'
import { createHealth } from './health.ts'
import { createProbe } from './probe.ts'
import { createReliability } from './reliability.ts'
import { tlsChecksOf } from './tls-checks.ts'
import { createTunnel, type Tunnel } from './tunnel.ts'

/** One address of an upstream, with the connections to it. Tables that name it alike share it. */
export interface Address {
  /** scheme://host:port */
  readonly origin: string
  /** The Host header it gets; null forwards the client's. */
  readonly host: string | null
  /** Name that its certificate is to hold. */
  readonly servername: string
  /** Whether it answers its health check; true where the plan names none. */
  readonly isUp: () => boolean
  /** Whether connections to it came about of late. */
  readonly isReliable: () => boolean
  /** It gave no answer at all. */
  readonly failed: () => void
  readonly succeeded: () => void
  /** Connections for routes that wait so long for one. */
  readonly pool: (connectMs: number) => Pool
  /** Takes upgrades of routes with these timeouts. */
  readonly tunnel: (timeouts: Timeouts) => Tunnel
  /** Lets what is on its way come to its end. */
  readonly close: () => Promise<void>
}

/** Told when an address goes down or comes up. */
export type OnHealth = (origin: string, upstream: string, isUp: boolean) => void

/** @throws ProxyError ERR_PROXY_CA_FILE where the authorities cannot be read. */
export function createAddress(origin: string, upstream: Upstream, onHealth: OnHealth): Address {
  const host = upstream.host === 'keep' ? null : upstream.host
  const servername = host === null ? new URL(origin).hostname : host.replace(/:\d+$/, '')
  const checks = tlsChecksOf(upstream, servername)
  const pools = new Map<number, Pool>()
  const tunnels = new Map<string, Tunnel>()
  const { isReliable, failed, succeeded } = createReliability(() => performance.now())
  const probe = createProbe(origin, upstream, checks)
  const health =
    probe === null ? null : createHealth(probe.ask, (isUp) => onHealth(origin, upstream.name, isUp))
  return {
    origin,
    host,
    servername,
    isUp: health === null ? () => true : health.isUp,
    isReliable,
    failed,
    succeeded,
    pool: (connectMs) =>
      findOrMake(
        pools,
        connectMs,
        () => new Pool(origin, { allowH2: false, connect: createConnector(checks, connectMs) }),
      ),
    tunnel: (timeouts) =>
      findOrMake(tunnels, JSON.stringify(timeouts), () => createTunnel(origin, checks, timeouts)),
    async close() {
      health?.stop()
      await Promise.all([probe?.close(), ...[...pools.values()].map((pool) => pool.close())])
    },
  }
}

function findOrMake<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}
