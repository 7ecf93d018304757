import { countDuration } from './durations.ts'
import { FAULTS, isClients, type Fault } from './forwarding/outcome.ts'

/** What was counted of one side of a route since the process began: plain numbers, that travel as they are. */
export interface SideCounts {
  /** Requests that the side answered or failed. */
  requests: number
  /** Of these, answered with 5xx or failed by the upstream. */
  errors5xx: number
  inFlight: number
  /** Answers by hundreds of the status: 1xx never, then 2xx to 5xx. */
  readonly classes: number[]
  readonly faults: Record<Fault, number>
  retries: number
  /** Requests by duration, as DURATION_BOUNDS_MS has it, up to the last bucket that has any. */
  readonly durations: number[]
  durationSumMs: number
  /** Whether some address of the side answers its checks. */
  isUp: boolean
}

export function noCounts(): SideCounts {
  return {
    requests: 0,
    errors5xx: 0,
    inFlight: 0,
    classes: [0, 0, 0, 0, 0],
    faults: Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>,
    retries: 0,
    durations: [],
    durationSumMs: 0,
    isUp: true,
  }
}

/** What was counted of several, together. */
export function addCounts(all: readonly SideCounts[]): SideCounts {
  const sum = noCounts()
  // Every process checks for itself: a side that some of them reach is up.
  sum.isUp = all.length === 0 || all.some(({ isUp }) => isUp)
  for (const one of all) {
    sum.requests += one.requests
    sum.errors5xx += one.errors5xx
    sum.inFlight += one.inFlight
    sum.retries += one.retries
    sum.durationSumMs += one.durationSumMs
    for (const fault of FAULTS) sum.faults[fault] += one.faults[fault]
    for (const [at, count] of one.classes.entries()) sum.classes[at] = (sum.classes[at] ?? 0) + count
    for (const [at, count] of one.durations.entries()) sum.durations[at] = (sum.durations[at] ?? 0) + count
  }
  return sum
}

/** Counts a request that came to its end, with the status of its answer and the fault that ended it, if any. */
export function countEnd(counts: SideCounts, status: number, fault: Fault | null, tookMs: number): void {
  counts.inFlight--
  counts.requests++
  if (fault !== null) counts.faults[fault]++
  if (fault !== null && isClients(fault)) return
  if (status >= 500 || fault !== null) counts.errors5xx++
  const hundreds = Math.floor(status / 100) - 1
  counts.classes[hundreds] = (counts.classes[hundreds] ?? 0) + 1
  countDuration(counts.durations, tookMs)
  counts.durationSumMs += tookMs
}
