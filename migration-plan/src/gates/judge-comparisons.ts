import type { Gates } from '../plan.ts'
import { everlastingRates, highestRate, isSurelyWithin } from './binomial.ts'
import type { Evidence } from './evidence.ts'
import { ALPHA, missingTries } from './sequential.ts'
import type { Finding } from './verdict.ts'
import { number, percent, share, wait } from './words.ts'

/** Whether enough answers were compared since the route stands where it does. */
export function judgeCount({ minComparisons }: Gates, evidence: Evidence): readonly Finding[] {
  if (minComparisons === 0) return []
  const pairs = evidence.comparisons?.pairs ?? 0
  if (pairs >= minComparisons)
    return [
      finding(
        'minComparisons',
        'pass',
        `${number(pairs)} answers compared, of ${number(minComparisons)} needed`,
      ),
    ]
  const { words, passesAt } = wait(minComparisons - pairs, perMs(pairs, evidence), evidence.now)
  const sentence = `${number(pairs)} of ${number(minComparisons)} answers compared: ${words}`
  return [{ ...finding('minComparisons', 'inconclusive', sentence), passesAt }]
}

/** Whether few enough of them mismatch: surely so, or surely not. */
export function judgeMismatch({ mismatch }: Gates, evidence: Evidence): readonly Finding[] {
  if (mismatch === null) return []
  const most = mismatch / 100
  const { comparisons, now } = evidence
  if (comparisons === null || comparisons.pairs === 0)
    return [finding('mismatch', 'inconclusive', 'mismatch: no answers are compared yet')]
  const counted = { hits: comparisons.mismatches, tries: comparisons.pairs }
  const seen = `mismatch: ${share(counted.hits, counted.tries)} answers`
  if (everlastingRates(counted, ALPHA).low > most)
    return [finding('mismatch', 'fail', `${seen} differ, and at most ${percent(most)} may`)]
  const bound = highestRate(counted)
  if (bound <= most)
    return [
      finding(
        'mismatch',
        'pass',
        `${seen} differ, surely no more than ${percent(bound)}; ${percent(most)} may`,
      ),
    ]
  const missing = missingTries(counted, (grown) => isSurelyWithin(grown, most))
  if (missing === null)
    return [
      finding('mismatch', 'inconclusive', `${seen} differ: more than ${percent(most)} is to be expected so`),
    ]
  const { words, passesAt } = wait(missing, perMs(counted.tries, evidence), now)
  const sentence = `${seen} differ, maybe up to ${percent(bound)}, where ${percent(most)} may: ${words}`
  return [{ ...finding('mismatch', 'inconclusive', sentence), passesAt }]
}

function perMs(count: number, { since, now }: Evidence): number {
  return since === null || now <= since ? 0 : count / (now - since)
}

function finding(gate: Finding['gate'], verdict: Finding['verdict'], sentence: string): Finding {
  return { gate, verdict, sentence, passesAt: null }
}
