import type { Gates } from '../plan.ts'
import { everlastingRates, isSurelyWithin } from './binomial.ts'
import type { Evidence, SideEvidence } from './evidence.ts'
import { ALPHA, missingTries } from './sequential.ts'
import type { Finding } from './verdict.ts'
import { number, share, wait } from './words.ts'

/** Share of requests beyond the 95th percentile. */
const BEYOND = 0.05
/** Fewer requests have no 95th percentile worth the name; an average of HAProxy is none either. */
const FEWEST = 100

/**
 * Whether the candidate is fast enough. By histograms of both sides, the share of its requests that take longer than so
 * many times legacy's 95th percentile is to be 5 % at most; by averages, where a plane tells no more, these are compared;
 * in the shadow, where the candidate serves nobody, the times of the pairs.
 */
export function judgeLatency({ latencyP95 }: Gates, evidence: Evidence): readonly Finding[] {
  if (latencyP95 === null || evidence.stage === 'live') return []
  if (evidence.stage === 'shadow') return inShadow(latencyP95, evidence)
  const { legacy, candidate, boundsMs } = evidence
  if (legacy.durations && candidate.durations)
    return byHistogram(latencyP95, evidence, boundsMs, legacy.durations, candidate.durations)
  return byMeans(latencyP95, legacy, candidate)
}

function inShadow(factor: number, { comparisons }: Evidence): readonly Finding[] {
  if (!comparisons) return []
  const { latency } = comparisons
  if (!latency) return [finding('inconclusive', 'latency: too few answers compared to tell')]
  const seen = `latency: ${latency.from.toFixed(2)} to ${latency.to.toFixed(2)} times legacy's`
  return [finding(latency.to <= factor ? 'pass' : 'inconclusive', `${seen}; ${factor} times may be`)]
}

function byHistogram(
  factor: number,
  { since, now }: Evidence,
  boundsMs: readonly number[],
  legacy: readonly number[],
  candidate: readonly number[],
): readonly Finding[] {
  const [legacyTries, tries] = [sum(legacy), sum(candidate)]
  if (legacyTries < FEWEST || tries === 0)
    return [
      finding(
        'inconclusive',
        `latency: ${number(legacyTries)} requests to legacy and ${number(tries)} to the candidate tell too little`,
      ),
    ]
  const p95 = boundsMs[bucketOf(legacy, 1 - BEYOND)] ?? Infinity
  const limit = boundsMs.findIndex((bound) => bound >= p95 * factor)
  if (limit === -1) return [finding('pass', `latency: legacy's 95th percentile is beyond what is measured`)]
  const counted = { hits: sum(candidate.slice(limit + 1)), tries }
  const seen = `latency: ${share(counted.hits, tries)} of the candidate's requests took longer than ${number(boundsMs[limit] ?? 0)} ms, ${factor} times legacy's 95th percentile; 5% may`
  if (everlastingRates(counted, ALPHA).low > BEYOND) return [finding('fail', seen)]
  if (isSurelyWithin(counted, BEYOND)) return [finding('pass', seen)]
  const missing = missingTries(counted, (grown) => isSurelyWithin(grown, BEYOND))
  if (missing === null) return [finding('inconclusive', seen)]
  const perMs = since === null || now <= since ? 0 : tries / (now - since)
  const { words, passesAt } = wait(missing, perMs, now)
  return [{ ...finding('inconclusive', `${seen}: ${words}`), passesAt }]
}

function byMeans(factor: number, legacy: SideEvidence, candidate: SideEvidence): readonly Finding[] {
  const [one, other] = [legacy.meanMs, candidate.meanMs]
  if (one === null || other === null || legacy.requests < FEWEST || candidate.requests < FEWEST)
    return [
      finding(
        'inconclusive',
        `latency: ${number(legacy.requests)} requests to legacy and ${number(candidate.requests)} to the candidate tell too little`,
      ),
    ]
  const seen = `latency: ${other.toFixed(0)} ms on average, legacy ${one.toFixed(0)} ms (the last 1,024 requests); ${factor} times may be`
  // HAProxy counts whole milliseconds.
  return [finding(other > Math.max(1, one) * factor ? 'fail' : 'pass', seen)]
}

/** Number of the bucket in which a share of the counts is reached. */
function bucketOf(counts: readonly number[], share_: number): number {
  const wanted = sum(counts) * share_
  let seen = 0
  return counts.findIndex((count) => (seen += count) >= wanted)
}

function sum(counts: readonly number[]): number {
  return counts.reduce((before, count) => before + count, 0)
}

function finding(verdict: Finding['verdict'], sentence: string): Finding {
  return { gate: 'latencyP95', verdict, sentence, passesAt: null }
}
