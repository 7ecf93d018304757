import type { Gates } from '../plan.ts'
import type { Evidence, SideEvidence } from './evidence.ts'
import { legacyOf } from './legacy-of.ts'
import type { Counted } from './mixture.ts'
import { grown, isEnough, isProof, isProofInWindow, missingTries } from './proof.ts'
import { evidenceOfWithin, evidenceOfWorse } from './two-rates.ts'
import type { Finding } from './verdict.ts'
import { pace, percent, share, wait } from './words.ts'

/** Whether the candidate fails hardly more of its requests than legacy: surely so, or surely not. */
export function judgeErrors({ errors }: Gates, evidence: Evidence): readonly Finding[] {
  if (errors === null || evidence.stage === 'shadow') return []
  const margin = errors / 100
  const candidate = counted(evidence.candidate)
  const legacy = counted(legacyOf(evidence, evidence))
  const seen = `errors: ${sides(candidate, legacy)}; +${percent(margin)} may be`
  if (isProof(evidenceOfWorse(candidate, legacy, margin))) return [finding('fail', seen)]
  const sudden = suddenly(margin, evidence)
  if (sudden !== null) return [finding('fail', sudden)]
  if (candidate.tries === 0 || legacy.tries === 0)
    return [finding('inconclusive', `${seen}: too little to compare`)]
  const passes = (times: number): boolean =>
    isEnough(evidenceOfWithin(grown(candidate, times), grown(legacy, times), margin))
  if (passes(1)) return [finding('pass', seen)]
  const missing = missingTries(candidate.tries, passes)
  if (missing === null)
    return [finding('inconclusive', `${seen}: nothing says yet that it is no more than that`)]
  const { words, passesAt } = wait(missing, pace(candidate.tries, evidence), evidence.now)
  return [{ ...finding('inconclusive', `${seen}: ${words}`), passesAt }]
}

/** What the latest window alone proves; null if nothing. */
function suddenly(margin: number, evidence: Evidence): string | null {
  const { recent } = evidence
  if (recent === null) return null
  const candidate = counted(recent.candidate)
  const legacy = counted(legacyOf(evidence, recent))
  return isProofInWindow(evidenceOfWorse(candidate, legacy, margin), recent.nth)
    ? `errors of late: ${sides(candidate, legacy)}; +${percent(margin)} may be`
    : null
}

function sides(candidate: Counted, legacy: Counted): string {
  return `candidate ${share(candidate.hits, candidate.tries)}, legacy ${share(legacy.hits, legacy.tries)}`
}

function counted({ errors, requests }: SideEvidence): Counted {
  return { hits: Math.min(errors, requests), tries: requests }
}

function finding(verdict: Finding['verdict'], sentence: string): Finding {
  return { gate: 'errors', verdict, sentence, passesAt: null }
}
