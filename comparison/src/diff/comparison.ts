import type { Difference } from './difference.ts'

/** What comparing one pair brought to light. Plain data, so that it may be handed to another thread and stored. */
export interface Comparison {
  readonly route: string
  /** Where the sides disagree, and nothing rules it out; empty: the answers are equal. */
  readonly differences: readonly Difference[]
  /** There were more differences than are listed. */
  readonly more: boolean
  /** How many differences each rule that made one go ruled out, by its number in the list. */
  readonly ruledOut: readonly { readonly rule: number; readonly times: number }[]
  /** Secrets of this answer alone that were seen to stand for each other. */
  readonly secrets: number
  /** The end of a body is missing, so only what both sides have was compared. */
  readonly partial: boolean
  /** The bodies had to be parsed to tell. */
  readonly parsed: boolean
  readonly latency: { readonly legacyMs: number; readonly candidateMs: number }
}
