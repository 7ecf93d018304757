import { once } from 'node:events'
import { createServer } from 'node:http'
import { listen } from '../../src/listen.ts'
import type { Controller } from '../../src/control/controller.ts'
import { createApp } from '../../src/http/app.ts'
import { RATE_LIMITS, type RateLimits } from '../../src/http/rate-limits.ts'
import { createTokens } from '../../src/http/tokens.ts'
import { createLog } from '../../src/log.ts'

export const TOKENS = { operator: 'an-operator-token-1', viewer: 'a-viewer-token-22' } as const

export interface Asking {
  /** Whose token goes along. Default: the operator's. */
  readonly as?: keyof typeof TOKENS | 'nobody'
  /** Sent as JSON, a string as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface ApiAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
}

export interface TestApi {
  /** `http://host:port`. */
  readonly url: string
  ask(method: string, path: string, asking?: Asking): Promise<ApiAnswer>
  close(): Promise<void>
}

const PATIENT: RateLimits = { ...RATE_LIMITS, failures: { most: 10_000, seconds: 60 } }

/** The API of a controller on a port of its own, which bears with strangers unless told otherwise. */
export async function openApi(controller: Controller, limits = PATIENT): Promise<TestApi> {
  const log = createLog(process.env['TEST_LOG'] ?? 'silent')
  const app = createApp({
    controller,
    tokens: createTokens(TOKENS),
    log,
    version: '1.2.3',
    pinKey: 'k'.repeat(32),
    limits,
  })
  const server = createServer(app.express)
  const { url } = await listen(server, 0, '127.0.0.1')
  return {
    url,
    ask: (method, path, asking = {}) => ask(`${url}${path}`, method, asking),
    async close() {
      const closed = app.close()
      server.close()
      server.closeAllConnections()
      await Promise.all([once(server, 'close'), closed])
    },
  }
}

async function ask(
  url: string,
  method: string,
  { as = 'operator', body, headers = {} }: Asking,
): Promise<ApiAnswer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(as === 'nobody' ? {} : { authorization: `Bearer ${TOKENS[as]}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An answer that refuses: `{ error: { code, message, remedy } }`. */
export function errorOf({ json }: ApiAnswer): {
  readonly code: string
  readonly message: string
  readonly remedy: string
} {
  return (json as { error: { code: string; message: string; remedy: string } }).error
}
