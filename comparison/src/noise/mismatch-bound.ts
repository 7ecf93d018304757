import { betaQuantile } from './beta-distribution.ts'

/**
 * The highest rate that `mismatches` of `comparisons` still agree with, one-sided: Clopper and Pearson's exact bound
 * (Biometrika 26, 1934), which is never too low, however few there are. Without comparisons it is 1.
 */
export function mismatchBound(mismatches: number, comparisons: number, confidence = 0.95): number {
  if (comparisons <= 0 || mismatches >= comparisons) return 1
  return betaQuantile(confidence, mismatches + 1, comparisons - mismatches)
}
