export type { Answer, AskedRequest, HeaderPairs, Pair } from './answer/answer.ts'
export { compare } from './diff/compare.ts'
export type { Comparison } from './diff/comparison.ts'
export { othersOf } from './diff/others.ts'
export { areSurelyAlike, type WireAnswer } from './diff/surely-alike.ts'
export { DIFFERENCE_KINDS, type Difference, type DifferenceKind } from './diff/difference.ts'
export { ComparisonError } from './errors.ts'
export { compareLatency, type LatencyComparison, type LatencyPair } from './latency/compare-latency.ts'
export { judgeNoise, type NoiseVerdict, type SignatureCounts } from './noise/judge-noise.ts'
export { mismatchBound } from './noise/mismatch-bound.ts'
export type { Seen } from './noise/seen.ts'
export { suggestRules, type SignatureEvidence, type Suggestion } from './noise/suggest-rules.ts'
export {
  createRedactor,
  redact,
  type RedactedAnswer,
  type RedactedPair,
  type Redactor,
} from './redact/create-redactor.ts'
export { compileRules, type CompiledRules } from './rules/compile-rules.ts'
export type { Rule, Scalar, Selector, SelectorStep } from './rules/rule.ts'
export { compareAgain, type ComparedAgain } from './report/compare-again.ts'
export {
  SHED_CAUSES,
  type Against,
  type Batch,
  type Example,
  type Report,
  type RouteFindings,
  type ShedCause,
} from './report/report.ts'
