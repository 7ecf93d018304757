/** What evidence says of a step: `inconclusive` is not enough of it, or none, and never lets a step pass. */
export type Verdict = 'pass' | 'inconclusive' | 'fail'

/** Conditions on evidence that a step needs, as the plan names them, and `health` of the candidate. */
export type Gate =
  | 'minComparisons'
  | 'mismatch'
  | 'errors'
  | 'latencyP95'
  | 'metrics'
  | 'bake'
  | 'windows'
  | 'approval'
  | 'hook'
  | 'health'

/** What one gate says. */
export interface Finding {
  readonly gate: Gate
  readonly verdict: Verdict
  /** For people, with the numbers that it rests on. */
  readonly sentence: string
  /** When it may pass at the earliest, as things go now (milliseconds since 1970); null if that cannot be told. */
  readonly passesAt: number | null
}

/** What all gates of a step say together: `fail` if one fails, `pass` if all pass. */
export interface StepVerdict {
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
}
