import type { RouteCounts } from './plane-counter.ts'

/** How many requests a second each side answers of late. */
export interface Rate {
  readonly legacy: number
  readonly candidate: number
}

/** What happens to a route right now. */
export interface Pulse {
  /** What was added is of the last `reachMs` milliseconds. */
  readonly add: (added: RouteCounts, isCandidateDown: boolean, now: number, reachMs: number) => void
  readonly rate: (now: number) => Rate
  /** The most that legacy answered in a second, over some seconds, as far back as is known. */
  readonly peak: () => number
  readonly knew: (peak: number) => void
  /** When the candidate began to fail, if it does (milliseconds since 1970); to the second. */
  readonly faultSince: () => number | null
}

/** Longest stretch of time that a rate speaks of. */
const SPAN_MS = 10_000
/** A candidate that failed nothing for so long is well again. */
const WELL_AFTER_MS = 10_000

interface Mark extends Rate {
  readonly at: number
}

export function createPulse(begun: number): Pulse {
  let marks: readonly Mark[] = []
  let peak = 0
  let faults: { readonly since: number; readonly last: number } | null = null
  const fresh = (now: number): readonly Mark[] => marks.filter(({ at }) => at > now - SPAN_MS)
  const rate = (now: number): Rate => {
    const seconds = Math.max(1000, Math.min(SPAN_MS, now - begun)) / 1000
    const of = (side: keyof Rate): number => fresh(now).reduce((sum, mark) => sum + mark[side], 0) / seconds
    return { legacy: of('legacy'), candidate: of('candidate') }
  }
  return {
    add({ legacy, candidate }, isCandidateDown, now, reachMs) {
      // Of what reaches further back than a rate does, as much as is of that time.
      const part = Math.min(1, SPAN_MS / reachMs)
      if (legacy.requests + candidate.requests > 0)
        marks = [
          ...fresh(now),
          { at: now, legacy: legacy.requests * part, candidate: candidate.requests * part },
        ]
      peak = Math.max(peak, rate(now).legacy)
      if (isCandidateDown || candidate.errors > 0) faults = { since: faults?.since ?? now, last: now }
      else if (faults && now - faults.last > WELL_AFTER_MS) faults = null
    },
    rate,
    peak: () => peak,
    knew(earlier) {
      peak = Math.max(peak, earlier)
    },
    faultSince: () => faults?.since ?? null,
  }
}
