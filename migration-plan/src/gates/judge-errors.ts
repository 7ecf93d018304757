import type { Gates } from '../plan.ts'
import { everlastingRates, isSurelyWithin, type Counted } from './binomial.ts'
import type { Evidence, SideEvidence } from './evidence.ts'
import { ALPHA, missingTries } from './sequential.ts'
import type { Finding } from './verdict.ts'
import { percent, share, wait } from './words.ts'

/** What legacy would have to fail at least where nobody knows how it does: above, no candidate is to be trusted. */
const WITHOUT_BASELINE = 0.5

/** Whether the candidate fails hardly more of its requests than legacy: surely so, or surely not. */
export function judgeErrors({ errors }: Gates, evidence: Evidence): readonly Finding[] {
  if (errors === null || evidence.stage === 'shadow') return []
  const extra = errors / 100
  const candidate = counted(evidence.candidate)
  const legacy = legacyOf(evidence)
  const seen = `errors: candidate ${share(candidate.hits, candidate.tries)}, legacy ${share(legacy.hits, legacy.tries)}`
  const allowed = `+${percent(extra)} may be`
  if (fails(candidate, legacy, extra))
    return [{ gate: 'errors', verdict: 'fail', sentence: `${seen}; ${allowed}`, passesAt: null }]
  if (candidate.tries === 0 || legacy.tries === 0)
    return [
      { gate: 'errors', verdict: 'inconclusive', sentence: `${seen}: too little to compare`, passesAt: null },
    ]
  const most = legacy.hits / legacy.tries + extra
  if (isSurelyWithin(candidate, most))
    return [{ gate: 'errors', verdict: 'pass', sentence: `${seen}; ${allowed}`, passesAt: null }]
  const missing = missingTries(candidate, (grown) => isSurelyWithin(grown, most))
  const { since, now } = evidence
  const perMs = since === null || now <= since ? 0 : candidate.tries / (now - since)
  const { words, passesAt } =
    missing === null
      ? { words: 'more than that is to be expected so', passesAt: null }
      : wait(missing, perMs, now)
  return [{ gate: 'errors', verdict: 'inconclusive', sentence: `${seen}; ${allowed}: ${words}`, passesAt }]
}

function fails(candidate: Counted, legacy: Counted, extra: number): boolean {
  const high = legacy.tries === 0 ? WITHOUT_BASELINE : everlastingRates(legacy, ALPHA / 2).high
  return everlastingRates(candidate, ALPHA / 2).low > Math.min(high, WITHOUT_BASELINE) + extra
}

/** Legacy in the same window; where it answers nobody any more, in the windows before. */
function legacyOf({ stage, legacy, baseline }: Evidence): Counted {
  return counted(stage === 'live' ? baseline : legacy)
}

function counted({ errors, requests }: Pick<SideEvidence, 'errors' | 'requests'>): Counted {
  return { hits: Math.min(errors, requests), tries: requests }
}
