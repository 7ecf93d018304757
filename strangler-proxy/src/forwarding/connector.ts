import { buildConnector } from 'undici'
import type { TlsChecks } from './tls-checks.ts'

/** What may wait to be written to a connection: several reads (64 KiB each), or every one of them would end in a pause. */
export const WRITTEN_AHEAD_BYTES = 256 * 1024

// undici presets the bound for both directions, and reading further ahead than one read makes it copy.
const BOUNDS: object = { highWaterMark: undefined, writableHighWaterMark: WRITTEN_AHEAD_BYTES }

/** Makes undici's connections to an upstream, each within so many milliseconds. */
export function createConnector(
  { verify, servername, ca }: TlsChecks,
  connectMs: number,
): buildConnector.connector {
  const connect = buildConnector({
    ...BOUNDS,
    timeout: connectMs,
    allowH2: false,
    rejectUnauthorized: verify,
    ...(ca === undefined ? {} : { ca }),
  })
  return (options, callback) => connect({ ...options, servername }, callback)
}
