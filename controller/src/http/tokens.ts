import { createHash, timingSafeEqual } from 'node:crypto'

/** A viewer reads, an operator also moves. */
export type Role = 'viewer' | 'operator'

export interface Tokens {
  /** The role that a token grants; null for a token that grants none. */
  roleOf(token: string): Role | null
}

/** Every known token is compared by digest, in constant time: neither length nor beginning of one leaks. */
export function createTokens(tokens: Readonly<Partial<Record<Role, string | undefined>>>): Tokens {
  const known = (['operator', 'viewer'] as const).flatMap((role) => {
    const token = tokens[role]
    return token === undefined ? [] : [{ role, digest: digestOf(token) }]
  })
  return {
    roleOf(token) {
      const digest = digestOf(token)
      const matching = known.filter((candidate) => timingSafeEqual(candidate.digest, digest))
      return matching[0]?.role ?? null
    },
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
