import { setTimeout as pause } from 'node:timers/promises'

/** Begins work at a steady rate, and not while too much of it is under way. */
export interface Pace {
  /** Waits for its turn, and begins it; false once it was stopped. */
  readonly begin: (work: () => Promise<void>) => Promise<boolean>
  /** Waits for all that was begun. The first fault of any is thrown. */
  readonly end: () => Promise<void>
}

export function createPace(rate: number, mostAtOnce: number, signal: AbortSignal): Pace {
  const underWay = new Set<Promise<void>>()
  let next = performance.now()
  let fault: { readonly thrown: unknown } | null = null

  return {
    async begin(work) {
      const wait = next - performance.now()
      if (wait > 0) await pause(wait, undefined, { signal }).catch(() => undefined)
      while (underWay.size >= mostAtOnce) await Promise.race(underWay)
      if (fault) throw fault.thrown
      if (signal.aborted) return false
      // What was late is not made up for by a burst.
      next = Math.max(next, performance.now() - 1000 / rate) + 1000 / rate
      const running = work()
        .catch((thrown: unknown) => void (fault ??= { thrown }))
        .finally(() => underWay.delete(running))
      underWay.add(running)
      return true
    },
    async end() {
      await Promise.all(underWay)
      if (fault) throw fault.thrown
    },
  }
}
