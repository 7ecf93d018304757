import { readFileSync } from 'node:fs'
import type { Answer } from '@strangler/comparison'
import type { Timeouts, Upstream } from '@strangler/migration-plan'
import { Pool } from 'undici'
import { messageOf } from '../errors.ts'

export type Headers = readonly (readonly [name: string, value: string])[]

/** What a side answers to a request, or why it did not. */
export type SideAnswer =
  { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly reason: string }

/** An upstream of the plan, asked directly. */
export interface SideClient {
  readonly ask: (method: string, target: string, host: string | null, headers: Headers) => Promise<SideAnswer>
  readonly close: () => Promise<void>
}

/** As much of a body is compared. */
const MOST_KEPT = 1024 * 1024

/** Throws what reading the file of its authorities throws. */
export function createSideClient(upstream: Upstream, timeouts: Timeouts, connections: number): SideClient {
  const { verify, caFile } = upstream.tls
  const ca = caFile === null ? {} : { ca: readFileSync(caFile, 'utf8') }
  const pools = upstream.addresses.map((origin) => {
    const name = upstream.host === 'keep' ? new URL(origin).hostname : upstream.host.replace(/:\d+$/, '')
    const connect = { timeout: timeouts.connectMs, rejectUnauthorized: verify, servername: name, ...ca }
    return new Pool(origin, {
      ...{ connections, allowH2: false, connect },
      ...{ headersTimeout: timeouts.responseMs, bodyTimeout: timeouts.responseMs },
    })
  })
  let turn = 0
  return {
    async ask(method, target, host, headers) {
      const at = turn++ % pools.length
      const pool = pools[at]
      if (!pool) return { ok: false, reason: 'it has no address' }
      const own =
        upstream.host === 'keep' ? (host ?? new URL(upstream.addresses[at] ?? '').host) : upstream.host
      try {
        return { ok: true, answer: await ask(pool, method, target, [['host', own], ...headers]) }
      } catch (error) {
        return { ok: false, reason: messageOf(error) }
      }
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.destroy()))
    },
  }
}

async function ask(pool: Pool, method: string, path: string, headers: Headers): Promise<Answer> {
  const began = performance.now()
  const {
    statusCode,
    headers: raw,
    body,
  } = await pool.request({
    ...{ method: method, path, headers: headers.flat(), responseHeaders: 'raw' },
  })
  const chunks: Buffer[] = []
  let [kept, truncated] = [0, false]
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, MOST_KEPT - kept))
      kept += chunk.length
      truncated = kept > MOST_KEPT
      if (truncated) break
    }
  } catch {
    // An upstream that breaks off in the middle of its answer would do so to a user, too.
    truncated = true
  }
  return {
    ...{ status: statusCode, headers: pairsOf(raw as unknown as readonly Buffer[]), truncated },
    ...{ body: Buffer.concat(chunks), durationMs: performance.now() - began, at: Date.now() },
  }
}

function pairsOf(raw: readonly (Buffer | string)[]): Headers {
  return Array.from(
    { length: raw.length / 2 },
    (_, at) => [String(raw[2 * at]), String(raw[2 * at + 1])] as const,
  )
}
