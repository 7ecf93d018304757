import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { Upstream } from '@strangler/migration-plan'
import { buildConnector } from 'undici'
import { messageOf, ProxyError } from '../errors.ts'

/** Makes connections to an upstream, each within so many milliseconds. */
export type Connector = (connectMs: number) => buildConnector.connector

/** @throws ProxyError ERR_PROXY_CA_FILE where the authorities cannot be read. */
export function createConnector(upstream: Upstream, servername: string): Connector {
  const authorities = readAuthorities(upstream)
  // A certificate of an address is asked for without a name (RFC 6066 §3).
  const name = isIP(servername.replace(/^\[|\]$/g, '')) === 0 ? servername : ''
  return (connectMs) => {
    const connect = buildConnector({
      timeout: connectMs,
      allowH2: false,
      rejectUnauthorized: upstream.tls.verify,
      ...(authorities === undefined ? {} : { ca: authorities }),
    })
    return (options, callback) => connect({ ...options, servername: name }, callback)
  }
}

function readAuthorities({ name, addresses, tls }: Upstream): string | undefined {
  const isUsed = tls.verify && addresses.some((address) => address.startsWith('https:'))
  if (!isUsed || tls.caFile === null) return undefined
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
