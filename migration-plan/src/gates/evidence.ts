import type { Stage } from '../route-table.ts'

/** What one side of a route did for users in a window. */
export interface SideEvidence {
  readonly requests: number
  /** Of these, answered with 5xx or not at all. */
  readonly errors: number
  /** Requests by duration: one count for each bound of the evidence and one for what took longer; null if unknown. */
  readonly durations: readonly number[] | null
  /** Mean time to an answer, in milliseconds, where a plane tells no more than that; null if unknown. */
  readonly meanMs: number | null
}

/**
 * A window that begins anew every now and then since the route stands where it does: a sudden fault is told by it at
 * once, where counts since the last step still show the good past.
 */
export interface RecentEvidence {
  /** Which window it is since the last step, from 1 on: the more there were, the more proof one of them needs. */
  readonly nth: number
  readonly legacy: SideEvidence
  readonly candidate: SideEvidence
  /** Null where answers are not compared, or nobody can say. */
  readonly comparisons: { readonly pairs: number; readonly mismatches: number } | null
}

/** What a Prometheus said of a metric of the plan at the last look. */
export interface MetricEvidence {
  /** As the plan has it. */
  readonly name: string
  /** Null where there is none, or none that could be judged. */
  readonly value: number | null
  /** Whether it keeps to its limit; null without a value. */
  readonly isWithin: boolean | null
  /** The value as people read it, or why there is none. */
  readonly says: string
  /** In how many looks in a row, this one the last, it was beyond its limit. */
  readonly looksBeyond: number
}

/** Everything that is known of a route since it stands where it does. */
export interface Evidence {
  readonly stage: Stage
  /** Since when it stands there, in milliseconds since 1970; null if it never moved. */
  readonly since: number | null
  readonly now: number
  /** Both sides since then. */
  readonly legacy: SideEvidence
  readonly candidate: SideEvidence
  /** Null where nobody counts by the minute. */
  readonly recent: RecentEvidence | null
  /** Upper bounds of the buckets of durations, in milliseconds, rising. */
  readonly boundsMs: readonly number[]
  /** Legacy in the windows before, for stages where it answers nobody any more. */
  readonly baseline: SideEvidence
  /** Null where answers are not compared, or nobody can say. */
  readonly comparisons: {
    readonly pairs: number
    readonly mismatches: number
    /** Of these, those of which it is proven that they are no noise of legacy's own. Default: all. */
    readonly proven?: number
    /** The candidate's time as a multiple of legacy's, over the pairs: between these with 95 % confidence. */
    readonly latency: { readonly from: number; readonly to: number } | null
  } | null
  /** Null where none were asked for since it stands there. */
  readonly metrics: readonly MetricEvidence[] | null
  /** Whether planes find the candidate able to answer; null if none can say. */
  readonly candidateUp: boolean | null
  /** Whether somebody said yes to the next step. */
  readonly approved: boolean
  /** What the hook of the plan answered; null if it was not asked. */
  readonly hook: { readonly isYes: boolean; readonly says: string } | null
}
