import type { Evidence, SideEvidence, StepVerdict } from '../../src/index.ts'
import { binomial, duration } from './draws.ts'
import { evidenceOf, NOW, side } from './gate-evidence.ts'

/** How both sides of a route do, in one second. */
export interface World {
  /** Requests of the route a second. */
  readonly requests: number
  /** Percent of them that the candidate answers. */
  readonly weight: number
  readonly legacyErrors: number
  readonly candidateErrors: number
  /** The candidate's times as a multiple of legacy's; null where no times are known. */
  readonly slower: number | null
  /** Rate of mismatches in the tenth of the requests that is compared; null where none is. */
  readonly mismatches: number | null
}

export const HEALTHY: World = {
  requests: 100,
  weight: 50,
  legacyErrors: 0.001,
  candidateErrors: 0.001,
  slower: null,
  mismatches: null,
}

/** Bounds of buckets, each a tenth longer than the one before, from 1 ms to about a minute. */
export const BOUNDS_MS = Array.from({ length: 117 }, (_, at) => 1.1 ** at)

/** A route at one step of its way, looked at each second. */
export interface Rollout {
  readonly random: () => number
  readonly worldAt: (second: number) => World
  /** How long it is looked at. */
  readonly seconds: number
  readonly judge: (evidence: Evidence) => StepVerdict['verdict']
  /** The verdict that ends it before that. */
  readonly until: StepVerdict['verdict']
  readonly stage?: Evidence['stage']
  readonly baseline?: SideEvidence
  /** What is behind it already, all of it as good as in the first second. */
  readonly goodSeconds?: number
}

interface Tally {
  requests: number
  errors: number
  readonly durations: number[]
}
interface Counts {
  readonly legacy: Tally
  readonly candidate: Tally
  pairs: number
  mismatches: number
}

/** How it went: what the last look said, and what had happened by then. */
export interface Outcome {
  readonly verdict: StepVerdict['verdict']
  readonly requests: number
  readonly pairs: number
  readonly legacy: SideEvidence
}

export function rollOut(rollout: Rollout): Outcome {
  const { random, worldAt, seconds, judge, until, goodSeconds = 0 } = rollout
  const all = nothing()
  let recent = nothing()
  let verdict: StepVerdict['verdict'] = 'inconclusive'
  if (goodSeconds > 0) {
    const { requests, ...world } = worldAt(-1)
    pass(random, { ...world, requests: requests * goodSeconds }, [all])
  }
  const before = { requests: all.candidate.requests, pairs: all.pairs }
  for (let second = 0; second < seconds && verdict !== until; second++) {
    if (second % 60 === 0) recent = nothing()
    pass(random, worldAt(second), [all, recent])
    verdict = judge(evidenceAt(rollout, goodSeconds + second + 1, all, recent))
  }
  return {
    verdict,
    requests: all.candidate.requests - before.requests,
    pairs: all.pairs - before.pairs,
    legacy: read(all.legacy),
  }
}

function pass(random: () => number, world: World, counts: readonly Counts[]): void {
  const toCandidate = Math.round((world.requests * world.weight) / 100)
  const both = [
    ['legacy', world.requests - toCandidate, world.legacyErrors, 1],
    ['candidate', toCandidate, world.candidateErrors, world.slower ?? 1],
  ] as const
  for (const [name, requests, rate, slower] of both) {
    const errors = binomial(random, requests, rate)
    for (const count of counts) {
      count[name].requests += requests
      count[name].errors += errors
    }
    for (let request = 0; world.slower !== null && request < requests; request++) {
      const bucket = bucketOf(duration(random, 50 * slower))
      for (const { [name]: tally } of counts) tally.durations[bucket]!++
    }
  }
  const pairs = world.mismatches === null ? 0 : Math.round(world.requests / 10)
  const mismatches = binomial(random, pairs, world.mismatches ?? 0)
  for (const count of counts) {
    count.pairs += pairs
    count.mismatches += mismatches
  }
}

function bucketOf(ms: number): number {
  return Math.min(BOUNDS_MS.length, Math.max(0, Math.ceil(Math.log(ms) / Math.log(1.1))))
}

function evidenceAt({ stage, baseline }: Rollout, second: number, all: Counts, recent: Counts): Evidence {
  return evidenceOf({
    stage: stage ?? 'ramp',
    since: NOW,
    now: NOW + second * 1000,
    legacy: read(all.legacy),
    candidate: read(all.candidate),
    boundsMs: BOUNDS_MS,
    baseline: baseline ?? side(0),
    comparisons: { ...compared(all), latency: null },
    recent: {
      nth: Math.floor((second - 1) / 60) + 1,
      legacy: read(recent.legacy),
      candidate: read(recent.candidate),
      comparisons: compared(recent),
    },
  })
}

function compared({ pairs, mismatches }: Counts): { readonly pairs: number; readonly mismatches: number } {
  return { pairs, mismatches }
}

function read({ requests, errors, durations }: Tally): SideEvidence {
  return side(requests, errors, { durations: durations.some((count) => count > 0) ? [...durations] : null })
}

function nothing(): Counts {
  const tally = (): Tally => ({
    requests: 0,
    errors: 0,
    durations: Array.from({ length: BOUNDS_MS.length + 1 }, () => 0),
  })
  return { legacy: tally(), candidate: tally(), pairs: 0, mismatches: 0 }
}
