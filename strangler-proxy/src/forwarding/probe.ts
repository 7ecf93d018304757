import { HEALTH_AGENT, type Upstream } from '@strangler/migration-plan'
import { Client } from 'undici'
import { createConnector } from './connector.ts'
import type { TlsChecks } from './tls-checks.ts'

const WITHIN_MS = 2000

/** Asks an address for its health. */
export interface Probe {
  /** Whether it answers 200 to 399 in time. */
  readonly ask: () => Promise<boolean>
  readonly close: () => Promise<void>
}

/** Null where the plan names no health check. */
export function createProbe(origin: string, upstream: Upstream, checks: TlsChecks): Probe | null {
  const { health, host } = upstream
  if (health === null) return null
  const connect = createConnector(checks, WITHIN_MS)
  const client = new Client(origin, { allowH2: false, connect, pipelining: 0 })
  return {
    async ask() {
      try {
        const { statusCode, body } = await client.request({
          method: 'GET',
          path: health,
          headers: {
            host: host === 'keep' ? new URL(upstream.addresses[0] ?? origin).host : host,
            'user-agent': HEALTH_AGENT,
          },
          signal: AbortSignal.timeout(WITHIN_MS),
        })
        await body.dump()
        return statusCode < 400
      } catch {
        return false
      }
    },
    close: () => client.destroy(),
  }
}
