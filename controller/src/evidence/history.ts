import type { TrafficWindow } from '../store/traffic-store.ts'
import { assess } from '../comparing/assess.ts'
import type { MinuteOutcome, Outcome } from '../store/comparisons/read-counts.ts'
import { sideTotals, type SideTotals } from './route-evidence.ts'
import { boundsOf, countsOf } from './stored-windows.ts'

/** What a route did in a stretch of time. */
export interface HistoryPoint {
  readonly from: Date
  readonly seconds: number
  readonly legacy: SideTotals
  readonly candidate: SideTotals
  /** Answers compared, and those that differed in more than noise. */
  readonly pairs: number
  readonly mismatches: number
}

/** Windows of traffic, each with the comparisons of the minutes up to the next one; `ever` tells what is noise. */
export function historyOf(
  windows: readonly TrafficWindow[],
  minutes: readonly MinuteOutcome[],
  ever: readonly Outcome[],
): readonly HistoryPoint[] {
  const noise = new Set(
    assess(ever, ever).signatures.flatMap(({ signature, verdict }) =>
      verdict === 'noise' ? [signature] : [],
    ),
  )
  const isMismatch = ({ signatures }: MinuteOutcome): boolean => signatures.some((one) => !noise.has(one))
  const rest = [...minutes]
  return windows.map((window, at) => {
    const next = windows[at + 1]?.at.getTime() ?? Infinity
    const end = rest.findIndex(({ minute }) => minute * 60_000 >= next)
    const own = rest.splice(0, end === -1 ? rest.length : end)
    const bounds = boundsOf(window)
    const side = (name: 'legacy' | 'candidate'): HistoryPoint['legacy'] => {
      return sideTotals(countsOf(window[name], bounds), bounds)
    }
    return {
      ...{ from: window.at, seconds: window.seconds, legacy: side('legacy'), candidate: side('candidate') },
      pairs: total(own),
      mismatches: total(own.filter(isMismatch)),
    }
  })
}

function total(outcomes: readonly MinuteOutcome[]): number {
  return outcomes.reduce((sum, { count }) => sum + count, 0)
}
