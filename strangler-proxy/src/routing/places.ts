import type { Address } from '../forwarding/address.ts'

/**
 * Places of a route: how many of its requests each address has, and which requests wait for one. It outlives the
 * tables, as the requests do.
 */
export interface Places {
  readonly taken: (address: Address) => number
  readonly take: (address: Address) => void
  readonly leave: (address: Address) => void
  /** Asks `isServed` whenever a place became free, the longest waiting first, until it says so; gives the undoing. */
  readonly wait: (isServed: () => boolean) => () => void
}

export function createPlaces(): Places {
  const counts = new Map<Address, number>()
  const waiting = new Set<() => boolean>()
  const taken = (address: Address): number => counts.get(address) ?? 0
  return {
    taken,
    take: (address) => counts.set(address, taken(address) + 1),
    leave(address) {
      if (taken(address) > 1) counts.set(address, taken(address) - 1)
      else counts.delete(address)
      for (const isServed of waiting) {
        if (!isServed()) continue
        waiting.delete(isServed)
        return
      }
    },
    wait(isServed) {
      waiting.add(isServed)
      return () => waiting.delete(isServed)
    },
  }
}
