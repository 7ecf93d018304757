import type { Comparison } from '../diff/comparison.ts'
import type { Difference } from '../diff/difference.ts'
import type { LatencyPair } from '../latency/compare-latency.ts'
import type { RedactedPair } from '../redact/create-redactor.ts'

/** Whom legacy was compared with: the candidate, or itself, to learn what it disagrees about with itself. */
export type Against = 'candidate' | 'legacy'

/** Why a request that was chosen was not compared. */
export const SHED_CAUSES = [
  /** The request's body is larger than what is kept. */
  'request-too-large',
  /** As many shadows as are allowed are on their way, or as much memory is taken. */
  'busy',
  /** No address of the other side is up. */
  'no-address',
  /** The other side did not answer, or not in time. */
  'shadow-failed',
  /** One after the other did not answer, or broke off: the other side is asked but seldom until it does. */
  'shadow-spared',
  /** The user's own request was not answered in full. */
  'unanswered',
  /** The candidate did not say that it ran the request dry. */
  'not-dry',
  /** Comparing does not keep up. */
  'queue-full',
] as const

export type ShedCause = (typeof SHED_CAUSES)[number]

/** What comparing showed of one route, against one other, in one minute. */
export interface RouteFindings {
  readonly route: string
  readonly against: Against
  /** Minutes since 1970. */
  readonly minute: number
  /** How often each set of signatures was seen together; the empty set: the answers were equal. Sums up to all pairs. */
  readonly outcomes: readonly { readonly signatures: readonly string[]; readonly count: number }[]
  /** Pairs of which only a part could be compared. */
  readonly partial: number
  /** How many differences each rule ruled out. A rule goes by what it says, as JSON: its number changes with the plan. */
  readonly ruledOut: readonly { readonly rule: string; readonly times: number }[]
  /** Of some pairs, chosen at random; in milliseconds. */
  readonly latency: readonly LatencyPair[]
}

/** A pair with differences, without its secrets. */
export interface Example {
  /** UUID. */
  readonly id: string
  readonly against: Against
  /** Milliseconds since 1970. */
  readonly at: number
  readonly comparison: Comparison
  readonly pair: RedactedPair
}

/** What a proxy learned within a short while. Plain JSON. */
export interface Batch {
  /** Rises by one from batch to batch of an instance. */
  readonly number: number
  readonly findings: readonly RouteFindings[]
  /** One example of each signature that the findings name for the first time in this batch. */
  readonly signatures: readonly { readonly route: string; readonly difference: Difference }[]
  readonly examples: readonly Example[]
  readonly shed: readonly { readonly route: string; readonly cause: ShedCause; readonly count: number }[]
}

/** What a proxy tells of its comparisons: all batches that nobody has acknowledged yet, oldest first. */
export interface Report {
  /** Of the process; another one after a restart, whose numbers begin anew. */
  readonly instance: string
  readonly batches: readonly Batch[]
  /** Batches that had to be dropped because nobody fetched them in time. */
  readonly dropped: number
}
