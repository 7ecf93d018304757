import { betaShare } from '../noise/beta-distribution.ts'
import { quantile } from './quantile.ts'

/** How long each side took for the same request, in milliseconds. */
export interface LatencyPair {
  readonly legacyMs: number
  readonly candidateMs: number
}

export interface LatencyComparison {
  readonly pairs: number
  readonly legacy: { readonly p50: number; readonly p95: number }
  readonly candidate: { readonly p50: number; readonly p95: number }
  /** The candidate's time as a multiple of legacy's: the median over the pairs. Null where there are none. */
  readonly ratio: number | null
  /** What that median can be with 95 % confidence; null where the pairs are too few to say. */
  readonly from: number | null
  readonly to: number | null
  /** slower and faster: by more than a tenth, with confidence. */
  readonly verdict: 'slower' | 'faster' | 'alike' | 'undecided'
  readonly sentence: string
}

const CONFIDENCE = 0.95
/** What nobody would call slower or faster. */
const ALIKE = 1.1
/** Clocks cannot tell shorter times. */
const SHORTEST_MS = 0.01

/**
 * Compares how long the sides take, pair by pair, so that hard requests weigh on both alike. The interval is of order
 * statistics (Conover, Practical Nonparametric Statistics, 3.2): it holds whatever the distribution.
 */
export function compareLatency(pairs: readonly LatencyPair[]): LatencyComparison {
  const ratios = pairs
    .map(({ legacyMs, candidateMs }) => Math.max(candidateMs, SHORTEST_MS) / Math.max(legacyMs, SHORTEST_MS))
    .toSorted((one, other) => one - other)
  const rank = lowestRank(ratios.length)
  const from = rank === null ? null : (ratios[rank] ?? null)
  const to = rank === null ? null : (ratios[ratios.length - 1 - rank] ?? null)
  const ratio = ratios.length === 0 ? null : quantile(ratios, 0.5)
  const verdict = verdictOf(from, to)
  const [legacy, candidate] = [
    percentiles(pairs.map((pair) => pair.legacyMs)),
    percentiles(pairs.map((pair) => pair.candidateMs)),
  ]
  const range =
    from === null || to === null
      ? 'too few to say how sure'
      : `${times(from)} to ${times(to)} with 95 % confidence`
  const sentence =
    ratio === null
      ? 'nothing was measured'
      : `the candidate takes ${times(ratio)} as long as legacy (${range}, ${ratios.length} ${ratios.length === 1 ? 'pair' : 'pairs'})`
  return { pairs: pairs.length, legacy, candidate, ratio, from, to, verdict, sentence }
}

/** The index from each end between which the median lies with confidence; null where no two are far enough apart. */
function lowestRank(count: number): number | null {
  let rank: number | null = null
  // P(at most k of n are below the median), as a share of a beta distribution.
  for (let k = 0; 2 * k < count && betaShare(0.5, count - k, k + 1) <= (1 - CONFIDENCE) / 2; k++) rank = k
  return rank
}

function verdictOf(from: number | null, to: number | null): LatencyComparison['verdict'] {
  if (from === null || to === null) return 'undecided'
  if (from > ALIKE) return 'slower'
  if (to < 1 / ALIKE) return 'faster'
  return from >= 1 / ALIKE && to <= ALIKE ? 'alike' : 'undecided'
}

function percentiles(values: readonly number[]): { readonly p50: number; readonly p95: number } {
  const sorted = values.toSorted((one, other) => one - other)
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) }
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)} times`
}
