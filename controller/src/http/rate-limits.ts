import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** So many calls in so many seconds. */
export interface RateLimit {
  readonly most: number
  readonly seconds: number
}

export interface RateLimits {
  /** Of each client with each role: beyond what people and scripts need, below what would hold up the others. */
  readonly calls: RateLimit
  /** Of each client, calls without a token that is known. */
  readonly failures: RateLimit
}

export const RATE_LIMITS: RateLimits = {
  calls: { most: 3000, seconds: 10 },
  failures: { most: 20, seconds: 60 },
}

/** Counts one more of a key; gives in how many seconds to come back, or null while it is within the limit. */
export type Limiter = (key: string) => Promise<number | null>

export function createLimiter({ most, seconds }: RateLimit): Limiter {
  const limiter = new RateLimiterMemory({ points: most, duration: seconds })
  return async (key) => {
    try {
      await limiter.consume(key)
      return null
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) throw thrown
      return Math.max(1, Math.ceil(thrown.msBeforeNext / 1000))
    }
  }
}
