import type { Gates } from '../plan.ts'
import type { Evidence, SideEvidence } from './evidence.ts'
import { histogramOf, slowerThan, timeBeyond, type Histogram } from './histogram.ts'
import { legacyOf } from './legacy-of.ts'
import { isEnough, isProof, isProofInWindow, missingTries } from './proof.ts'
import { BEYOND, evidenceOfFast, evidenceOfSlower } from './slowness.ts'
import type { Finding } from './verdict.ts'
import { number, pace, share, wait } from './words.ts'

/** Averages of fewer requests are worth nothing; those of HAProxy are of the last 1,024. */
const FEWEST = 100

/** Requests by duration of both sides of a route. */
interface Durations {
  readonly candidate: Histogram
  readonly legacy: Histogram
}

/**
 * Whether the candidate is fast enough. By histograms of both sides, the share of its requests that take longer than so
 * many times legacy's 95th percentile is to be 5 % at most; by averages, where a plane tells no more, these are compared,
 * and prove nothing against it; in the shadow, where the candidate serves nobody, the times of the pairs.
 */
export function judgeLatency({ latencyP95 }: Gates, evidence: Evidence): readonly Finding[] {
  if (latencyP95 === null) return []
  if (evidence.stage === 'shadow') return [inShadow(latencyP95, evidence)]
  const sudden = suddenly(latencyP95, evidence)
  const durations = durationsOf(evidence, evidence)
  if (durations === null) return [sudden ?? byMeans(latencyP95, evidence)]
  const seen = `latency: ${sentenceOf(latencyP95, durations)}`
  if (isProof(evidenceOfSlower(durations.candidate, durations.legacy, latencyP95)))
    return [finding('fail', seen)]
  return [sudden ?? byHistograms(latencyP95, evidence, durations, seen)]
}

function inShadow(factor: number, { comparisons }: Evidence): Finding {
  if (!comparisons?.latency) return finding('inconclusive', 'latency: too few answers compared to tell')
  const { from, to } = comparisons.latency
  const seen = `latency: ${from.toFixed(2)} to ${to.toFixed(2)} times legacy's`
  return finding(to <= factor ? 'pass' : 'inconclusive', `${seen}; ${factor} times may be`)
}

/** What the latest window alone proves; null if nothing. */
function suddenly(factor: number, evidence: Evidence): Finding | null {
  const { recent } = evidence
  const durations = recent && durationsOf(evidence, recent)
  if (!durations) return null
  const slower = evidenceOfSlower(durations.candidate, durations.legacy, factor)
  if (!isProofInWindow(slower, recent.nth)) return null
  return finding('fail', `latency of late: ${sentenceOf(factor, durations)}`)
}

function byHistograms(
  factor: number,
  evidence: Evidence,
  { candidate, legacy }: Durations,
  seen: string,
): Finding {
  const passes = (times: number): boolean => isEnough(evidenceOfFast(candidate, legacy, factor, times))
  if (passes(1)) return finding('pass', seen)
  const missing = missingTries(candidate.total, passes)
  if (missing === null)
    return finding('inconclusive', `${seen}: nothing says yet that it is no more than that`)
  const { words, passesAt } = wait(missing, pace(candidate.total, evidence), evidence.now)
  return { ...finding('inconclusive', `${seen}: ${words}`), passesAt }
}

function sentenceOf(factor: number, { candidate, legacy }: Durations): string {
  const p95 = timeBeyond(legacy, BEYOND * legacy.total)
  if (p95 === null) return "legacy's 95th percentile is beyond what is measured"
  const limit = p95 * factor
  const slow = share(Math.round(slowerThan(candidate, limit)), candidate.total)
  return `${slow} of the candidate's requests took longer than ${number(Math.round(limit))} ms, ${factor} times legacy's 95th percentile; 5% may`
}

/**
 * The averages of unlike requests, and of few: good enough to go on where nobody tells more, lest a route that the edge
 * alone serves stays for ever; and no proof to go back by.
 */
function byMeans(factor: number, evidence: Evidence): Finding {
  const { candidate } = evidence
  const legacy = legacyOf(evidence, evidence)
  const [one, other] = [legacy.meanMs, candidate.meanMs]
  if (legacy.requests < FEWEST || candidate.requests < FEWEST)
    return finding(
      'inconclusive',
      `latency: ${number(legacy.requests)} requests to legacy and ${number(candidate.requests)} to the candidate tell too little`,
    )
  if (one === null || other === null)
    return finding(
      'inconclusive',
      `latency: nobody tells how long ${one === null ? 'legacy' : 'the candidate'} takes`,
    )
  const seen = `latency: ${number(Math.round(other))} ms on average, legacy ${number(Math.round(one))} ms; ${factor} times may be (averages are all that is known, and no proof)`
  // HAProxy counts whole milliseconds.
  return finding(other <= Math.max(1, one) * factor ? 'pass' : 'inconclusive', seen)
}

/** Null where one side has none: what the edge alone serves is measured by averages only. */
function durationsOf(
  evidence: Evidence,
  window: { readonly legacy: SideEvidence; readonly candidate: SideEvidence },
): Durations | null {
  const [legacy, candidate] = [legacyOf(evidence, window).durations, window.candidate.durations]
  if (legacy === null || candidate === null) return null
  const durations = {
    candidate: histogramOf(evidence.boundsMs, candidate),
    legacy: histogramOf(evidence.boundsMs, legacy),
  }
  return durations.candidate.total > 0 && durations.legacy.total > 0 ? durations : null
}

function finding(verdict: Finding['verdict'], sentence: string): Finding {
  return { gate: 'latencyP95', verdict, sentence, passesAt: null }
}
