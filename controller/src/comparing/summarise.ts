import {
  compareLatency,
  mismatchBound,
  type LatencyComparison,
  type LatencyPair,
  type NoiseVerdict,
  type ShedCause,
} from '@strangler/comparison'
import type { Outcome } from '../store/comparisons/read-counts.ts'
import { assess } from './assess.ts'

/** What comparing showed of a route, in numbers. */
export interface RouteSummary {
  readonly route: string
  readonly pairs: number
  readonly equal: number
  /** Pairs of which only a part could be compared. */
  readonly partial: number
  readonly mismatches: number
  /** Share of the pairs that mismatch, 0 to 1; null without pairs. */
  readonly rate: number | null
  /** The highest rate that what was seen agrees with, with 95 % confidence. */
  readonly bound: number
  readonly legacyPairs: number
  /** How many signatures there are of each verdict. */
  readonly signatures: Readonly<Record<NoiseVerdict['verdict'], number>>
  readonly latency: LatencyComparison
  /** Pairs that were chosen and not compared. */
  readonly shed: Readonly<Partial<Record<ShedCause, number>>>
}

export interface Counts {
  readonly outcomes: readonly Outcome[]
  /** Of the same routes, all that is stored. */
  readonly ever: readonly Outcome[]
  readonly partial: ReadonlyMap<string, number>
  readonly latency: ReadonlyMap<string, readonly LatencyPair[]>
  readonly shed: ReadonlyMap<string, RouteSummary['shed']>
}

/** Of the routes that are named, in their order, and then of any other that was counted. */
export function summarise(named: readonly string[], counts: Counts): readonly RouteSummary[] {
  const byRoute = Map.groupBy(counts.outcomes, ({ route }) => route)
  const everByRoute = Map.groupBy(counts.ever, ({ route }) => route)
  const routes = [...new Set([...named, ...[...byRoute.keys(), ...counts.shed.keys()].toSorted()])]
  return routes.map((route) => {
    const { pairs, equal, mismatches, legacyPairs, signatures } = assess(
      byRoute.get(route) ?? [],
      everByRoute.get(route) ?? [],
    )
    const own = Map.groupBy(signatures, ({ verdict }) => verdict)
    const numberOf = (verdict: NoiseVerdict['verdict']): number => own.get(verdict)?.length ?? 0
    return {
      ...{ route, pairs, equal, mismatches, legacyPairs },
      partial: counts.partial.get(route) ?? 0,
      rate: pairs === 0 ? null : mismatches / pairs,
      bound: mismatchBound(mismatches, pairs),
      signatures: {
        real: numberOf('real'),
        undecided: numberOf('undecided'),
        noise: numberOf('noise'),
      },
      latency: compareLatency(counts.latency.get(route) ?? []),
      shed: counts.shed.get(route) ?? {},
    }
  })
}
