import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { Upstream } from '@strangler/migration-plan'
import { messageOf, ProxyError } from '../errors.ts'

/** How the certificate of an upstream is checked. */
export interface TlsChecks {
  readonly verify: boolean
  /** Name that it is to hold; empty for an address, which is asked for without a name (RFC 6066 §3). */
  readonly servername: string
  /** Authorities to trust; undefined are those of the system. */
  readonly ca: string | undefined
}

/** @throws ProxyError ERR_PROXY_CA_FILE where the authorities cannot be read. */
export function tlsChecksOf(upstream: Upstream, name: string): TlsChecks {
  return {
    verify: upstream.tls.verify,
    servername: isIP(name.replace(/^\[|\]$/g, '')) === 0 ? name : '',
    ca: readAuthorities(upstream),
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
