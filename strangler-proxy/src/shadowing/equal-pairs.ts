import { areSurelyAlike } from '@strangler/comparison'
import type { RouteTable } from '@strangler/migration-plan'
import type { Equals } from './ledger.ts'
import type { Matter } from './queue.ts'

/** Most pairs are equal byte for byte: to see that costs less than to hand them over. */
export interface EqualPairs {
  /** Takes a pair that is equal at a glance; false where it has to be compared. */
  readonly note: (matter: Matter) => boolean
  readonly follow: (table: RouteTable) => void
  /** Tells all that were noted. */
  readonly tellAll: () => void
}

const TOLD_AT_ONCE = 1000
const MINUTE_MS = 60_000

type Noted = Omit<Equals, 'times'> & { readonly times: number[] }

export function createEqualPairs(tell: (pairs: readonly Equals[]) => void): EqualPairs {
  /** Routes whose candidate is to call something by another name. */
  let renaming: ReadonlySet<string> = new Set()
  let noted = new Map<string, Noted>()
  let count = 0

  function tellAll(): void {
    if (count > 0)
      tell([...noted.values()].map(({ times, ...of }) => ({ ...of, times: Float64Array.from(times) })))
    noted = new Map()
    count = 0
  }

  return {
    note({ against, route, legacy, candidate }) {
      if (against === 'candidate' && renaming.has(route)) return false
      if (!areSurelyAlike(legacy, candidate)) return false
      const minute = Math.floor(candidate.at / MINUTE_MS)
      const key = `${route} ${against} ${minute}`
      const own = noted.get(key) ?? { route, against, minute, times: [] }
      own.times.push(legacy.durationMs, candidate.durationMs)
      noted.set(key, own)
      if (++count >= TOLD_AT_ONCE) tellAll()
      return true
    },
    follow({ routes }) {
      const isRenaming = ({ compare }: RouteTable['routes'][number]): boolean =>
        compare.rules.some(({ kind }) => kind === 'rename')
      renaming = new Set(routes.filter(isRenaming).map(({ id }) => id))
    },
    tellAll,
  }
}
