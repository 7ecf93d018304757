import { areSurelyAlike } from '@strangler/comparison'
import type { RouteTable } from '@strangler/migration-plan'
import type { Equal } from './ledger.ts'
import type { Matter } from './queue.ts'

/** Most pairs are equal byte for byte: to see that costs less than to hand them over. */
export interface EqualPairs {
  /** Takes a pair that is equal at a glance; false where it has to be compared. */
  readonly note: (matter: Matter) => boolean
  readonly follow: (table: RouteTable) => void
  /** Tells all that were noted. */
  readonly tellAll: () => void
}

const TOLD_AT_ONCE = 500

export function createEqualPairs(tell: (pairs: readonly Equal[]) => void): EqualPairs {
  /** Routes whose candidate is to call something by another name. */
  let renaming: ReadonlySet<string> = new Set()
  let noted: Equal[] = []

  function tellAll(): void {
    if (noted.length > 0) tell(noted)
    noted = []
  }

  return {
    note({ against, route, legacy, candidate }) {
      if (against === 'candidate' && renaming.has(route)) return false
      if (!areSurelyAlike(legacy, candidate)) return false
      const latency = { legacyMs: legacy.durationMs, candidateMs: candidate.durationMs }
      noted.push({ route, against, at: candidate.at, latency })
      if (noted.length >= TOLD_AT_ONCE) tellAll()
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
