import { createHmac } from 'node:crypto'
import { request } from 'undici'
import { messageOf } from '../errors.ts'
import type { WaitingMessage } from '../store/outbox-store.ts'

/** How long a receiver may take. */
export const DELIVER_WITHIN_MS = 10_000

/** `refused`: it will not take this message, however often it is sent. */
export type Delivery =
  { readonly result: 'delivered' } | { readonly result: 'failed' | 'refused'; readonly why: string }

const REFUSALS: ReadonlySet<number> = new Set([400, 413, 422])

/** Posts a message to a hook, signed where there is a key, unless stopped. Never throws. */
export async function deliver(
  url: string,
  { id, body }: WaitingMessage,
  key: string | undefined,
  stopped: AbortSignal,
): Promise<Delivery> {
  try {
    const response = await request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'strangler',
        'x-strangler-notification': id,
        ...(key === undefined ? {} : { 'x-strangler-signature': signatureOf(body, key) }),
      },
      body,
      signal: AbortSignal.any([stopped, AbortSignal.timeout(DELIVER_WITHIN_MS)]),
    })
    await response.body.dump()
    const { statusCode: status } = response
    if (status >= 200 && status < 300) return { result: 'delivered' }
    return { result: REFUSALS.has(status) ? 'refused' : 'failed', why: `it answers ${status}` }
  } catch (error) {
    return { result: 'failed', why: messageOf(error) }
  }
}

/** `t=<unix seconds>,v1=<hex>`: HMAC-SHA-256 of the seconds, a full stop and the body. */
function signatureOf(body: string, key: string): string {
  const now = Math.floor(Date.now() / 1000)
  return `t=${now},v1=${createHmac('sha256', key).update(`${now}.${body}`).digest('hex')}`
}
