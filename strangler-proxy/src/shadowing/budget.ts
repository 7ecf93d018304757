import { createLoopWatch } from './loop-watch.ts'

/** As many requests are shadowed at once. */
const MOST_AT_ONCE = 64
/** As many bytes of theirs are held. */
const MOST_HELD = 64 * 1024 * 1024
/** Share of the requests that is shadowed while there is no time to spare; drawn, so that it is a fair choice. */
const SHARE_WHEN_SHORT = 0.5

/** Bounds what shadowing may take of the process. */
export interface Budget {
  /** False where there is no room for one more. */
  readonly enter: () => boolean
  readonly hold: (bytes: number) => void
  /** Gives back a place, and the bytes that were held for it. */
  readonly leave: (bytes: number) => void
}

/** `isShort` tells whether users need all the time that there is. */
export function createBudget(isShort = createLoopWatch()): Budget {
  let places = 0
  let held = 0
  return {
    enter() {
      if (places >= MOST_AT_ONCE || held >= MOST_HELD) return false
      if (isShort() && Math.random() >= SHARE_WHEN_SHORT) return false
      places++
      return true
    },
    hold: (bytes) => void (held += bytes),
    leave(bytes) {
      places--
      held -= bytes
    },
  }
}
