import type { RouteCompared } from './compared.ts'
import type { Rate } from './pulse.ts'
import { totalOf, type RouteLedger } from './route-ledger.ts'
import { quantile, type SideCounts } from './side-counts.ts'
import { mismatchBound } from '@strangler/comparison'

export interface SideTotals {
  readonly requests: number
  readonly errors: number
  /** Milliseconds within which that share of the requests was answered; null where no plane measures it. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
}

export interface SideNumbers extends SideTotals {
  readonly perSecond: number
}

/** What is known of a route since it stands where it does, in the numbers that people look at. */
export interface RouteNumbers {
  readonly since: Date | null
  readonly legacy: SideNumbers
  readonly candidate: SideNumbers
  /** The candidate's 95th percentile as a multiple of legacy's. */
  readonly latencyRatio: number | null
  readonly mismatch: {
    readonly pairs: number
    readonly mismatches: number
    /** Percent that it surely does not exceed, with 95 % confidence; null without pairs. */
    readonly bound: number | null
  } | null
}

export function numbersOf(
  ledger: RouteLedger,
  rate: Rate,
  boundsMs: readonly number[],
  compared: RouteCompared | null,
): RouteNumbers {
  const { legacy, candidate } = totalOf(ledger)
  // Once legacy answers nobody, its times of before are what there is to compare with.
  const [one, other] = [legacy.requests > 0 ? legacy : ledger.baseline, candidate].map((side) =>
    quantile(side, boundsMs, 0.95),
  )
  return {
    since: ledger.since === 0 ? null : new Date(ledger.since),
    legacy: { ...sideTotals(legacy, boundsMs), perSecond: rounded(rate.legacy, 10) },
    candidate: { ...sideTotals(candidate, boundsMs), perSecond: rounded(rate.candidate, 10) },
    latencyRatio: one && other ? rounded(other / one, 100) : null,
    mismatch: compared && {
      pairs: compared.pairs,
      mismatches: compared.mismatches,
      bound:
        compared.pairs === 0 ? null : rounded(mismatchBound(compared.mismatches, compared.pairs) * 100, 1000),
    },
  }
}

export function sideTotals(counts: SideCounts, boundsMs: readonly number[]): SideTotals {
  return {
    requests: counts.requests,
    errors: counts.errors,
    p50Ms: quantile(counts, boundsMs, 0.5),
    p95Ms: quantile(counts, boundsMs, 0.95),
    p99Ms: quantile(counts, boundsMs, 0.99),
  }
}

function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts
}
