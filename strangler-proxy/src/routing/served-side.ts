import type { Route } from '@strangler/migration-plan'
import type { SideCounts } from '../counters.ts'
import type { Address } from '../forwarding/address.ts'
import type { Places } from './places.ts'

/** A side of a route as it is served. */
export interface ServedSide {
  /** Its name in the plan. */
  readonly upstream: string
  readonly counts: SideCounts
  /** Headers that name route, stage and upstream in answers; empty where the plan exposes nothing. */
  readonly exposed: readonly string[]
  /** The next address whose turn it is, of those that are up, have a place, and were not tried yet. */
  readonly next: (tried: readonly Address[]) => Address | undefined
  /** Whether some address answers its health checks. */
  readonly isUp: () => boolean
  /** Whether some address would do, had it a place. */
  readonly isFull: () => boolean
}

export interface SideContext {
  readonly counts: SideCounts
  readonly places: Places
  /** Requests at once for each address. */
  readonly most: number
}

export function createServedSide(
  { id, stage, expose }: Route,
  upstream: string,
  addresses: readonly Address[],
  { counts, places, most }: SideContext,
): ServedSide {
  const hasPlace = (address: Address): boolean => most === Infinity || places.taken(address) < most
  let turn = 0
  const find = (tried: readonly Address[], isFit: (address: Address) => boolean): Address | undefined => {
    for (let step = 0; step < addresses.length; step++) {
      const address = addresses[(turn + step) % addresses.length]
      if (!address?.isUp() || !isFit(address) || !hasPlace(address) || tried.includes(address)) continue
      turn = (turn + step + 1) % addresses.length
      return address
    }
    return undefined
  }
  return {
    upstream,
    counts,
    exposed: expose
      ? ['X-Strangler-Route', id, 'X-Strangler-Stage', stage, 'X-Strangler-Upstream', upstream]
      : [],
    // One that failed of late is better than none.
    next: (tried) => find(tried, isReliable) ?? find(tried, isAny),
    isUp: () => addresses.some((address) => address.isUp()),
    isFull: () => addresses.some((address) => address.isUp() && !hasPlace(address)),
  }
}

const isReliable = (address: Address): boolean => address.isReliable()
const isAny = (): boolean => true
