import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** The header by which the proxy has a candidate run a write in a transaction that is rolled back. */
export const SHADOW_HEADER = 'X-Strangler-Shadow'

const MARK = /^([0-9]{1,12})\.([0-9a-f]{64})$/
const SHADOW_KEY = /^[\x21-\x7e]{32,512}$/

/** The request that a mark belongs to: of any other it says nothing. */
export interface ShadowRequest {
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  /** Its X-Request-ID; empty if it has none. */
  readonly requestId: string
  /** As sent; empty if there is none. */
  readonly body: Uint8Array
}

/** Whether a text may be the key that shadows are signed with: 32 to 512 printable characters without blanks. */
export function isShadowKey(text: string): boolean {
  return SHADOW_KEY.test(text)
}

/** The mark of a request until a time in unix seconds: `expiry.` and an HMAC-SHA256 in hexadecimal. */
export function signShadow(key: string, request: ShadowRequest, expiry: number): string {
  return `${expiry}.${macOf(key, request, String(expiry)).toString('hex')}`
}

/** Whether the mark is this request's at a time in unix seconds; false for one that is malformed, forged or expired. */
export function verifyShadow(key: string, request: ShadowRequest, mark: string, now: number): boolean {
  const [, expiry, mac = ''] = MARK.exec(mark) ?? []
  if (expiry === undefined || !timingSafeEqual(Buffer.from(mac, 'hex'), macOf(key, request, expiry)))
    return false
  return Number(expiry) > now
}

function macOf(key: string, { method, target, requestId, body }: ShadowRequest, expiry: string): Buffer {
  const digest = createHash('sha256').update(body).digest('hex')
  const claim = [expiry, method.toUpperCase(), target, requestId, digest].join('\n')
  return createHmac('sha256', key).update(claim).digest()
}
