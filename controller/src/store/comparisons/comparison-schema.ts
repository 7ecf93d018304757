import type { JSONColumnType } from 'kysely'
import type { BigInteger } from '../big-integer.ts'

/** The tables of what comparing showed. Minutes count since 1970. */
export interface ComparisonSchema {
  comparison_source: { instance: string; number: BigInteger; seen_at: Date }
  comparison_minute: {
    route: string
    against: string
    minute: number
    partial: BigInteger
    /** Of each pair: its lot, and how many milliseconds legacy and the candidate took. The lowest lots stay. */
    latency: JSONColumnType<readonly LatencySample[]>
  }
  /** Sets of signatures that were seen together, once each, by a hash of theirs. */
  comparison_set: { hash: string; signatures: string[] }
  comparison_outcome: { route: string; against: string; minute: number; hash: string; count: BigInteger }
  /** The rule as the plan writes it, by its stored name: its number changes with the plan. */
  comparison_rule: { route: string; rule: string; minute: number; times: BigInteger }
  comparison_shed: { route: string; cause: string; minute: number; count: BigInteger }
  comparison_signature: {
    signature: string
    route: string
    kind: string
    place: string
    selector: string | null
    note: string | null
    legacy: string | null
    candidate: string | null
    first_seen: number
    last_seen: number
  }
  comparison_example: {
    id: string
    route: string
    against: string
    at: Date
    method: string
    target: string
    legacy_status: number
    candidate_status: number
    /** How long `content` is. */
    bytes: number
    content: string
  }
  /** The examples of a signature with the lowest lots stay, so that each had the same chance. */
  comparison_example_signature: { signature: string; example: string; lot: number }
}

export type LatencySample = readonly [lot: number, legacyMs: number, candidateMs: number]
