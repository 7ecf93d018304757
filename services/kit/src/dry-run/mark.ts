import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Marks a request as a dry run; the answer says by it how the dry run went. */
export const SHADOW_HEADER = 'x-strangler-shadow'

const MARK = /^([0-9]{1,12})\.([0-9a-f]{64})$/
const KEY = /^[\x21-\x7e]{32,512}$/

/** The request that a mark belongs to: of any other it says nothing. */
export interface MarkedRequest {
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  /** Its X-Request-ID as sent; empty if it has none. */
  readonly requestId: string
  /** As sent; empty if there is none. */
  readonly body: Uint8Array
}

/** Whether a text may be the key: 32 to 512 printable characters without blanks. */
export function isMarkKey(text: string): boolean {
  return KEY.test(text)
}

/** The mark of a request until a time in unix seconds. */
export function signMark(key: string, request: MarkedRequest, expiry: number): string {
  return `${expiry}.${macOf(key, request, String(expiry)).toString('hex')}`
}

/** Until when the mark is this request's, in unix seconds; null for one that is malformed, forged or expired at `now`. */
export function verifyMark(key: string, request: MarkedRequest, mark: string, now: number): number | null {
  const [, expiry, mac = ''] = MARK.exec(mark) ?? []
  if (expiry === undefined || !timingSafeEqual(Buffer.from(mac, 'hex'), macOf(key, request, expiry)))
    return null
  return Number(expiry) > now ? Number(expiry) : null
}

function macOf(key: string, { method, target, requestId, body }: MarkedRequest, expiry: string): Buffer {
  const digest = createHash('sha256').update(body).digest('hex')
  const claim = [expiry, method.toUpperCase(), target, requestId, digest].join('\n')
  return createHmac('sha256', key).update(claim).digest()
}
