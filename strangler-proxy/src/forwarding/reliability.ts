/** Whether an address is to be spared, because connections to it failed one after the other. */
export interface Reliability {
  readonly isReliable: () => boolean
  readonly failed: () => void
  readonly succeeded: () => void
}

const FAILURES = 3
const SHORTEST_MS = 1000
const LONGEST_MS = 30_000

/** Spares it for a second after three failures in a row, and for twice as long after each further one, up to 30 s. */
export function createReliability(now: () => number): Reliability {
  let failures = 0
  let sparedUntil = 0
  return {
    isReliable: () => failures < FAILURES || now() >= sparedUntil,
    failed() {
      failures++
      if (failures < FAILURES || now() < sparedUntil) return
      sparedUntil = now() + Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(failures - FAILURES, 10))
    },
    succeeded() {
      failures = 0
    },
  }
}
