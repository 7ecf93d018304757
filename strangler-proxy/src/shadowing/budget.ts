/** As many requests are shadowed at once. */
const MOST_AT_ONCE = 64
/** As many bytes of theirs are held. */
const MOST_HELD = 64 * 1024 * 1024

/** Bounds what shadowing may take of the process. */
export interface Budget {
  /** False where there is no room for one more. */
  readonly enter: () => boolean
  readonly hold: (bytes: number) => void
  /** Gives back a place, and the bytes that were held for it. */
  readonly leave: (bytes: number) => void
}

export function createBudget(): Budget {
  let places = 0
  let held = 0
  return {
    enter() {
      if (places >= MOST_AT_ONCE || held >= MOST_HELD) return false
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
