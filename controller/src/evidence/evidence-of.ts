import type { Evidence, Route, SideEvidence } from '@strangler/migration-plan'
import type { RouteCompared } from './compared.ts'
import { totalOf, type RouteLedger } from './route-ledger.ts'
import type { SideCounts } from './side-counts.ts'

/** What a verdict rests on, besides the ledger. */
export interface Circumstances {
  readonly now: number
  readonly boundsMs: readonly number[]
  readonly compared: RouteCompared | null
  readonly meanMs: { readonly legacy: number | null; readonly candidate: number | null }
  readonly candidateUp: boolean | null
  readonly approved: boolean
  readonly hook: Evidence['hook']
  readonly metrics: Evidence['metrics']
}

/** Everything that is known of a route since it stands where it does, as the gates take it. */
export function evidenceOf(
  { stage }: Route,
  ledger: RouteLedger,
  { now, boundsMs, compared, meanMs, ...more }: Circumstances,
): Evidence {
  const { legacy, candidate } = totalOf(ledger)
  const { recent } = ledger
  const side = (counts: SideCounts, mean: number | null): SideEvidence => ({
    requests: counts.requests,
    errors: counts.errors,
    durations: padded(counts.durations, boundsMs),
    meanMs: mean,
  })
  return {
    ...{ stage, now, boundsMs, ...more },
    since: ledger.since === 0 ? null : ledger.since,
    legacy: side(legacy, meanMs.legacy),
    candidate: side(candidate, meanMs.candidate),
    recent: {
      nth: recent.nth,
      legacy: side(recent.legacy, null),
      candidate: side(recent.candidate, null),
      comparisons: compared && { pairs: compared.recent.pairs, mismatches: compared.recent.real },
    },
    baseline: side(ledger.baseline, null),
    comparisons: compared && {
      pairs: compared.pairs,
      mismatches: compared.mismatches,
      proven: compared.real,
      latency: compared.latency,
    },
  }
}

/** Null where nothing was measured: then there is no histogram. */
function padded(durations: readonly number[], boundsMs: readonly number[]): readonly number[] | null {
  if (boundsMs.length === 0 || durations.length === 0) return null
  return [...boundsMs, Infinity].map((_, bucket) => durations[bucket] ?? 0)
}
