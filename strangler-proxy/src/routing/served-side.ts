import type { Route } from '@strangler/migration-plan'
import type { SideCounts } from '../counters.ts'
import type { Address } from '../forwarding/address.ts'

/** A side of a route as it is served. */
export interface ServedSide {
  readonly counts: SideCounts
  /** Headers that name route, stage and upstream in answers; empty where the plan exposes nothing. */
  readonly exposed: readonly string[]
  /** The next address whose turn it is, of those that may be asked and were not tried yet. */
  readonly next: (tried: readonly Address[]) => Address | undefined
}

export function createServedSide(
  { id, stage, expose }: Route,
  upstream: string,
  addresses: readonly Address[],
  counts: SideCounts,
): ServedSide {
  let turn = 0
  return {
    counts,
    exposed: expose
      ? ['X-Strangler-Route', id, 'X-Strangler-Stage', stage, 'X-Strangler-Upstream', upstream]
      : [],
    next(tried) {
      for (let step = 0; step < addresses.length; step++) {
        const address = addresses[(turn + step) % addresses.length]
        if (!address?.isUp() || tried.includes(address)) continue
        turn = (turn + step + 1) % addresses.length
        return address
      }
      return undefined
    },
  }
}
