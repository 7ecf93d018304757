import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Side } from '../route-table.ts'

/** The header by which a tester asks for one side of every route; planes honour it only with a good pin. */
export const PIN_HEADER = 'X-Strangler-Side'

/** `side.expiry.mac`; the expiry in unix seconds. */
export const PIN = /^((candidate|legacy)\.([0-9]{1,12}))\.([0-9a-f]{64})$/

const PIN_KEY = /^[\x21-\x7e]{32,512}$/

/** Whether a text may be the key that pins are signed with: 32 to 512 printable characters without blanks. */
export function isPinKey(text: string): boolean {
  return PIN_KEY.test(text)
}

/** A pin for a side until a time in unix seconds: `side.expiry.` and the HMAC-SHA256 of that, in hexadecimal. */
export function signPin(key: string, side: Side, expiry: number): string {
  const claim = `${side}.${expiry}`
  return `${claim}.${macOf(key, claim).toString('hex')}`
}

/** The side that a pin grants at a time in unix seconds; null for one that is malformed, forged or expired. */
export function verifyPin(key: string, pin: string, now: number): Side | null {
  const [, claim = '', side, expiry, mac = ''] = PIN.exec(pin) ?? []
  if (side === undefined || !timingSafeEqual(Buffer.from(mac, 'hex'), macOf(key, claim))) return null
  return Number(expiry) > now ? (side as Side) : null
}

function macOf(key: string, claim: string): Buffer {
  return createHmac('sha256', key).update(claim).digest()
}
