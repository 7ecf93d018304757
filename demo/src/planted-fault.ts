import type { Failure, Tally } from './users/tally.ts'

/** A fault that the demo plants in the candidate of a route. */
export interface FaultTimes {
  readonly route: string
  /** From the first failed request that the planes showed to their being told; null if it was never caught. */
  readonly secondsToSafe: number | null
  /** When it was planted and when the route was back at the monolith; null if it was not. */
  readonly from: Date | null
  readonly to: Date | null
}

/** What became of the fault that the demo planted itself. */
export interface PlantedFault {
  readonly route: string
  readonly isCaught: boolean
  /** Requests of users that failed by it until the route was back at the monolith. */
  readonly failedRequests: number
  /** From the first failed request that the planes showed to their being told. */
  readonly secondsToSafe: number | null
}

/** What was asked for that near to a moment may have been answered on its other side. */
const LET_FINISH_MS = 1000

/** What users met by the planted fault. */
export function plantedFault({ failures }: Tally, fault: FaultTimes): PlantedFault {
  const { route, secondsToSafe, to } = fault
  const failedRequests = failures.filter((failure) => isPlanted(failure, fault)).length
  return { route, isCaught: to !== null, failedRequests, secondsToSafe }
}

/** What users met besides the planted fault. */
export function withoutPlanted(tally: Tally, fault: FaultTimes): Tally {
  const failures = tally.failures.filter((failure) => !isPlanted(failure, fault))
  return { ...tally, failures, failed: tally.failed - (tally.failures.length - failures.length) }
}

/** A 500 of that route, asked for between planting the fault and a moment after the planes were told. */
function isPlanted({ at, request, status }: Failure, { route, from, to }: FaultTimes): boolean {
  if (from === null || status !== 500 || !request.startsWith(`GET /${route}`)) return false
  // What was asked for a moment before met it too.
  if (at.getTime() < from.getTime() - LET_FINISH_MS) return false
  return to === null || at.getTime() <= to.getTime() + LET_FINISH_MS
}
