import type { DurationCounts, StoredSide, TrafficWindow } from '../store/traffic-store.ts'
import type { LedgerWindow } from './route-ledger.ts'
import { sum, type RouteCounts } from './plane-counter.ts'
import { NO_COUNTS, rebucketed, type SideCounts } from './side-counts.ts'

const MORE = 'more'

/** A window as the database holds it: durations by their bounds, so that it can be read whatever bounds are counted by. */
export function storedWindow(
  route: string,
  { at, legacy, candidate }: LedgerWindow,
  now: number,
  boundsMs: readonly number[],
): TrafficWindow {
  return {
    route,
    at: new Date(at),
    seconds: Math.max(1, Math.round((now - at) / 1000)),
    legacy: storedSide(legacy, boundsMs),
    candidate: storedSide(candidate, boundsMs),
  }
}

/** What windows of the database say together, by the bounds that are counted by now. */
export function sumOfWindows(windows: readonly TrafficWindow[], boundsMs: readonly number[]): RouteCounts {
  return windows.reduce<RouteCounts>(
    (before, { legacy, candidate }) =>
      sum(before, { legacy: countsOf(legacy, boundsMs), candidate: countsOf(candidate, boundsMs) }),
    { legacy: NO_COUNTS, candidate: NO_COUNTS },
  )
}

/** Bounds of all durations in a window, rising. */
export function boundsOf({ legacy, candidate }: TrafficWindow): readonly number[] {
  const bounds = [legacy, candidate].flatMap(({ durations }) => Object.keys(durations).map(Number))
  return [...new Set(bounds)].filter(Number.isFinite).toSorted((one, other) => one - other)
}

export function countsOf(
  { requests, errors, durations }: StoredSide,
  boundsMs: readonly number[],
): SideCounts {
  // Nobody measures any more: what was measured cannot be told by bounds of now.
  if (boundsMs.length === 0) return { requests, errors, durations: [] }
  const counts = Object.entries(durations).map(
    ([bound, count]) => [bound === MORE ? Infinity : Number(bound), count] as const,
  )
  return { requests, errors, durations: rebucketed(counts, boundsMs) }
}

function storedSide({ requests, errors, durations }: SideCounts, boundsMs: readonly number[]): StoredSide {
  const byBound: DurationCounts = Object.fromEntries(
    durations.flatMap((count, at) => (count === 0 ? [] : [[String(boundsMs[at] ?? MORE), count]])),
  )
  return { requests, errors, durations: byBound }
}
