import { createHash, randomBytes } from 'node:crypto'

/** Below 2^248, in decimal. */
const SESSION_BYTES = 31
const SESSION_VALUE = /^\d{1,80}$/

/** A new session value: a random integer below 2^248 in decimal. */
export function newSession(): string {
  return BigInt(`0x${randomBytes(SESSION_BYTES).toString('hex')}`).toString()
}

/** Whether the value could be one; anything else is nobody's session, and need not be looked for. */
export function isSession(value: string): boolean {
  return SESSION_VALUE.test(value)
}

/** What binds a token to its session: the lower-case hex SHA-256 of the session value. */
export function sidOf(session: string): string {
  return createHash('sha256').update(session).digest('hex')
}
