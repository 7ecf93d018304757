import { randomUUID } from 'node:crypto'
import { signMark } from '../../src/dry-run/mark.ts'

export const SHADOW_KEY = 'shadow-key-of-tests-0123456789abcdef'

export interface Shadow {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly key?: string
  /** Seconds from now. */
  readonly lifetime?: number
  /** What the mark is made for, where that is not the target itself. */
  readonly markedFor?: string
}

/** Sends a request with a mark, as the proxy does. */
export function sendShadow(url: string, shadow: Shadow = {}): Promise<Response> {
  const { method = 'POST', headers = {}, body = '', key = SHADOW_KEY, lifetime = 60 } = shadow
  const { pathname, search } = new URL(url)
  const requestId = randomUUID()
  const target = shadow.markedFor ?? pathname + search
  const expiry = Math.floor(Date.now() / 1000) + lifetime
  const mark = signMark(key, { method, target, requestId, body: Buffer.from(body) }, expiry)
  return fetch(url, {
    method,
    headers: { ...headers, 'X-Request-ID': requestId, 'X-Strangler-Shadow': mark },
    redirect: 'manual',
    ...(body === '' ? {} : { body }),
  })
}
