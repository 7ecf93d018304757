import { buildConnector } from 'undici'
import type { TlsChecks } from './tls-checks.ts'

/** Makes undici's connections to an upstream, each within so many milliseconds. */
export function createConnector(
  { verify, servername, ca }: TlsChecks,
  connectMs: number,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: connectMs,
    allowH2: false,
    rejectUnauthorized: verify,
    ...(ca === undefined ? {} : { ca }),
  })
  return (options, callback) => connect({ ...options, servername }, callback)
}
