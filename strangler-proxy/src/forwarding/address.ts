import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { Upstream } from '@strangler/migration-plan'
import { buildConnector, Pool } from 'undici'
import { messageOf, ProxyError } from '../errors.ts'

/** One address of an upstream, with the connections to it. Tables that name it alike share it. */
export interface Address {
  /** scheme://host:port */
  readonly origin: string
  /** The Host header it gets; null forwards the client's. */
  readonly host: string | null
  /** Name that its certificate is to hold. */
  readonly servername: string
  /** Whether it may be asked. */
  readonly isUp: () => boolean
  /** Connections for routes that wait so long for one. */
  readonly pool: (connectMs: number) => Pool
  /** Lets what is on its way come to its end. */
  readonly close: () => Promise<void>
}

/** @throws ProxyError ERR_PROXY_CA_FILE where the authorities cannot be read. */
export function createAddress(origin: string, upstream: Upstream): Address {
  const url = new URL(origin)
  const host = upstream.host === 'keep' ? null : upstream.host
  const servername = host === null ? url.hostname : host.replace(/:\d+$/, '')
  const authorities = url.protocol === 'https:' ? readAuthorities(upstream) : undefined
  const pools = new Map<number, Pool>()

  function newPool(connectMs: number): Pool {
    const connect = buildConnector({
      timeout: connectMs,
      allowH2: false,
      rejectUnauthorized: upstream.tls.verify,
      ...(authorities === undefined ? {} : { ca: authorities }),
    })
    // A certificate of an address names it without SNI (RFC 6066 §3).
    const name = isIP(servername.replace(/^\[|\]$/g, '')) === 0 ? servername : ''
    return new Pool(origin, {
      allowH2: false,
      connect: (options, callback) => connect({ ...options, servername: name }, callback),
    })
  }

  return {
    origin,
    host,
    servername,
    isUp: () => true,
    pool(connectMs) {
      const known = pools.get(connectMs)
      if (known) return known
      const pool = newPool(connectMs)
      pools.set(connectMs, pool)
      return pool
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()))
    },
  }
}

function readAuthorities({ name, tls }: Upstream): string | undefined {
  if (!tls.verify || tls.caFile === null) return undefined
  try {
    return readFileSync(tls.caFile, 'utf8')
  } catch (error) {
    throw new ProxyError(
      'ERR_PROXY_CA_FILE',
      `upstream "${name}": ${messageOf(error)}`,
      'let tls.caFile name a PEM file that this process can read',
      { cause: error },
    )
  }
}
