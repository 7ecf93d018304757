import { createHash } from 'node:crypto'
import { isDryRun } from '@mythoughts/kit'
import type { Pool } from 'pg'
import { RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible'
import { networkOf } from './network.ts'

export interface LoginLimitsOptions {
  readonly failuresPerAccount: number
  readonly failuresPerAddress: number
  readonly windowSeconds: number
}

/** Who tries to log in as whom. */
export interface Attempt {
  readonly username: string
  readonly address: string
}

/** Counts failed logins by account and address together, and by address; all replicas share the counts. */
export interface LoginLimits {
  /** Seconds to wait if there were too many failures, else undefined. */
  wait(attempt: Attempt): Promise<number | undefined>
  failed(attempt: Attempt): Promise<void>
  /** Forgets the failures of this account from this address. */
  succeeded(attempt: Attempt): Promise<void>
}

/**
 * Counts are kept in table `login_failure`; while its database is away, in this process's memory. A dry run is judged by
 * them and not counted.
 */
export function createLoginLimits(pool: Pool, options: LoginLimitsOptions): LoginLimits {
  const byAccount = limiter(pool, 'account', options.failuresPerAccount, options.windowSeconds)
  const byAddress = limiter(pool, 'address', options.failuresPerAddress, options.windowSeconds)
  const used = async (limit: RateLimiterPostgres, key: string) => {
    const count = await limit.get(key)
    return count !== null && count.consumedPoints >= limit.points ? Math.ceil(count.msBeforeNext / 1000) : 0
  }
  return {
    async wait(attempt) {
      const waits = await Promise.all([
        used(byAccount, accountKey(attempt)),
        used(byAddress, addressKey(attempt)),
      ])
      const longest = Math.max(...waits)
      return longest > 0 ? longest : undefined
    },
    async failed(attempt) {
      if (isDryRun()) return
      await Promise.all([
        byAccount.penalty(accountKey(attempt), 1),
        byAddress.penalty(addressKey(attempt), 1),
      ])
    },
    async succeeded(attempt) {
      if (isDryRun()) return
      const key = accountKey(attempt)
      if ((await byAccount.get(key)) !== null) await byAccount.delete(key)
    },
  }
}

function limiter(pool: Pool, keyPrefix: string, points: number, duration: number): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'login_failure',
    tableCreated: true,
    keyPrefix,
    points,
    duration,
    insuranceLimiter: new RateLimiterMemory({ keyPrefix, points, duration }),
  })
}

/** Hashed: names may be longer than the column, and the table need not tell who tried what. */
function accountKey({ username, address }: Attempt): string {
  return createHash('sha256')
    .update(JSON.stringify([username, networkOf(address)]))
    .digest('hex')
}

function addressKey({ address }: Attempt): string {
  return createHash('sha256').update(networkOf(address)).digest('hex')
}
