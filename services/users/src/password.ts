import { createHash, randomBytes } from 'node:crypto'
import argon2 from 'argon2'
import bcrypt from 'bcrypt'

/** What bcrypt looks at; it ignores the rest, so longer passwords are not accepted for new users. */
export const PASSWORD_BYTES = 72
const BCRYPT_COST = 12
const BCRYPT_HASH = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/

/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane. */
const ARGON2 = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** The two ways of hashing: bcrypt as the legacy side stores it, argon2id as our own. */
export interface Passwords {
  hashLegacy(password: string): Promise<string>
  verifyLegacy(password: string, hash: string): Promise<boolean>
  hashOwn(password: string): Promise<string>
  verifyOwn(password: string, hash: string): Promise<boolean>
  /** As long as a `verifyLegacy` or `verifyOwn` that fails: for answers that must not tell by their time. */
  spendLegacy(password: string): Promise<void>
  spendOwn(password: string): Promise<void>
}

/** Makes the hashes of nobody's password, then the functions. */
export async function createPasswords(): Promise<Passwords> {
  const nobody = randomBytes(24).toString('base64')
  const [noLegacy, noOwn] = await Promise.all([hashLegacy(nobody), hashOwn(nobody)])
  const verifyLegacy = async (password: string, hash: string) => {
    const isHash = BCRYPT_HASH.test(hash)
    const isRight = await bcrypt.compare(significant(password), isHash ? hash : noLegacy)
    return isHash && isRight
  }
  return {
    hashLegacy,
    verifyLegacy,
    hashOwn,
    verifyOwn,
    async spendLegacy(password) {
      await verifyLegacy(password, noLegacy)
    },
    async spendOwn(password) {
      await verifyOwn(password, noOwn)
    },
  }
}

/** Names a legacy hash without holding it. */
export function fingerprintOf(legacyHash: string): string {
  return createHash('sha256').update(legacyHash).digest('hex')
}

function hashLegacy(password: string): Promise<string> {
  return bcrypt.hash(significant(password), BCRYPT_COST)
}

function hashOwn(password: string): Promise<string> {
  return argon2.hash(significant(password), ARGON2)
}

function verifyOwn(password: string, hash: string): Promise<boolean> {
  return argon2.verify(hash, significant(password))
}

/** The same bytes for both hashes: a login must not depend on which of them is asked. */
function significant(password: string): Buffer {
  return Buffer.from(password, 'utf8').subarray(0, PASSWORD_BYTES)
}
