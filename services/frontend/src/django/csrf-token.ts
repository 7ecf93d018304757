import { randomInt, timingSafeEqual } from 'node:crypto'

/*
 * Django's masked double-submit token (django/middleware/csrf.py of 3.2): 32 characters of mask, then 32 of the
 * secret, each shifted along the alphabet by the mask's character at its place.
 */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const SECRET_LENGTH = 32
const TOKEN = /^[a-zA-Z0-9]{64}$/

/** A new secret. */
export function newSecret(): string {
  return Array.from({ length: SECRET_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')
}

/** The secret behind a new mask: different at every call. */
export function maskSecret(secret: string): string {
  const mask = newSecret()
  return mask + shift(secret, mask, 1)
}

/** The secret of a token, masked (64 characters) or, as old cookies have it, bare (32); null if it is neither. */
export function secretOf(token: string): string | null {
  if (/^[a-zA-Z0-9]{32}$/.test(token)) return token
  if (!TOKEN.test(token)) return null
  return shift(token.slice(SECRET_LENGTH), token.slice(0, SECRET_LENGTH), -1)
}

/** Whether two tokens hide the same secret. */
export function sameSecret(one: string, other: string): boolean {
  const [left, right] = [secretOf(one), secretOf(other)]
  return left !== null && right !== null && timingSafeEqual(Buffer.from(left), Buffer.from(right))
}

function shift(text: string, mask: string, direction: 1 | -1): string {
  const size = ALPHABET.length
  return Array.from(text, (character, index) => {
    const moved = ALPHABET.indexOf(character) + direction * ALPHABET.indexOf(mask.charAt(index))
    return ALPHABET.charAt((moved + size) % size)
  }).join('')
}
