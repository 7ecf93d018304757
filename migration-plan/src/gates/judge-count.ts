import type { Gates } from '../plan.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './verdict.ts'
import { number, pace, wait } from './words.ts'

/** Whether enough answers were compared since the route stands where it does. */
export function judgeCount({ minComparisons }: Gates, evidence: Evidence): readonly Finding[] {
  if (minComparisons === 0) return []
  const pairs = evidence.comparisons?.pairs ?? 0
  if (pairs >= minComparisons) {
    const sentence = `${number(pairs)} answers compared, of ${number(minComparisons)} needed`
    return [{ gate: 'minComparisons', verdict: 'pass', sentence, passesAt: null }]
  }
  const { words, passesAt } = wait(minComparisons - pairs, pace(pairs, evidence), evidence.now)
  const sentence = `${number(pairs)} of ${number(minComparisons)} answers compared: ${words}`
  return [{ gate: 'minComparisons', verdict: 'inconclusive', sentence, passesAt }]
}
