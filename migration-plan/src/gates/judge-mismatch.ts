import type { Gates } from '../plan.ts'
import type { Evidence } from './evidence.ts'
import { evidenceAgainst, type Counted } from './mixture.ts'
import { highestRate } from './one-rate.ts'
import { grown, isEnough, isProof, isProofInWindow, missingTries } from './proof.ts'
import type { Finding } from './verdict.ts'
import { number, pace, percent, share, wait } from './words.ts'

/** That none may differ is no rate that could be proven: so many answers without one are enough. */
const FEWEST_WITHOUT = 200

/** Whether few enough answers mismatch: surely so, or surely not. */
export function judgeMismatch({ mismatch, minComparisons }: Gates, evidence: Evidence): readonly Finding[] {
  if (mismatch === null) return []
  const most = mismatch / 100
  const { comparisons, recent } = evidence
  const counted = countedOf(comparisons)
  const proven = { hits: Math.min(comparisons?.proven ?? counted.hits, counted.hits), tries: counted.tries }
  if (isProof(evidenceAgainst(proven, 0, most)))
    return [finding('fail', `mismatch: ${differ(proven)}, and at most ${percent(most)} may`)]
  const lately = countedOf(recent?.comparisons ?? null)
  if (isProofInWindow(evidenceAgainst(lately, 0, most), recent?.nth ?? 1))
    return [finding('fail', `mismatch of late: ${differ(lately)}, and at most ${percent(most)} may`)]
  if (counted.tries === 0) return [finding('inconclusive', 'mismatch: no answers are compared yet')]
  return [
    most === 0
      ? withoutAny(counted, Math.max(minComparisons, FEWEST_WITHOUT))
      : withinRate(counted, most, evidence),
  ]
}

function withinRate(counted: Counted, most: number, evidence: Evidence): Finding {
  const bound = percent(highestRate(counted))
  const passes = (times: number): boolean => isEnough(evidenceAgainst(grown(counted, times), most, 1))
  if (passes(1))
    return finding('pass', `mismatch: ${differ(counted)}, surely no more than ${bound}; ${percent(most)} may`)
  const missing = missingTries(counted.tries, passes)
  const seen = `mismatch: ${differ(counted)}, maybe up to ${bound}, where ${percent(most)} may`
  if (missing === null)
    return finding('inconclusive', `${seen}: nothing says yet that it is no more than that`)
  const { words, passesAt } = wait(missing, pace(counted.tries, evidence), evidence.now)
  return { ...finding('inconclusive', `${seen}: ${words}`), passesAt }
}

function withoutAny(counted: Counted, fewest: number): Finding {
  const isEnoughOfThem = counted.tries >= fewest
  const seen = `mismatch: ${differ(counted)}, maybe up to ${percent(highestRate(counted))}, where none may`
  return isEnoughOfThem
    ? finding('pass', seen)
    : finding('inconclusive', `${seen}: ${number(fewest)} without one are needed`)
}

function differ({ hits, tries }: Counted): string {
  return `${share(hits, tries)} answers differ`
}

function countedOf(comparisons: { readonly pairs: number; readonly mismatches: number } | null): Counted {
  if (comparisons === null) return { hits: 0, tries: 0 }
  return { hits: Math.min(comparisons.mismatches, comparisons.pairs), tries: comparisons.pairs }
}

function finding(verdict: Finding['verdict'], sentence: string): Finding {
  return { gate: 'mismatch', verdict, sentence, passesAt: null }
}
