import { evidenceAgainst, logLikelihood } from '../../src/gates/mixture.ts'
import { histogramOf, type Histogram } from '../../src/gates/histogram.ts'
import { evidenceOfFast, evidenceOfSlower } from '../../src/gates/slowness.ts'
import { evidenceOfWithin, evidenceOfWorse } from '../../src/gates/two-rates.ts'
import { binomial, duration } from './draws.ts'
import { BOUNDS_MS } from './gate-rollout.ts'
import { seeded } from './random.ts'

/** A test, asked again and again of a candidate that is just what the test is to be silent about. */
export interface Promised {
  readonly name: string
  /** Grows by one look's requests, and tells the evidence then. */
  readonly begin: (random: () => number) => () => number
  readonly looks: number
}

/** Requests to the candidate between two looks; legacy has as many. */
const BETWEEN = 20

const errors =
  (margin: number, evidenceOf: typeof evidenceOfWorse): Promised['begin'] =>
  (random) => {
    const [candidate, legacy] = [
      { hits: 0, tries: 0 },
      { hits: 0, tries: 0 },
    ]
    return () => {
      legacy.tries += BETWEEN
      legacy.hits += binomial(random, BETWEEN, 0.01)
      candidate.tries += BETWEEN
      candidate.hits += binomial(random, BETWEEN, 0.01 + margin)
      return evidenceOf(candidate, legacy, margin)
    }
  }

const mismatches =
  (from: number, to: number): Promised['begin'] =>
  (random) => {
    const pairs = { hits: 0, tries: 0 }
    return () => {
      pairs.tries += BETWEEN
      pairs.hits += binomial(random, BETWEEN, 0.05)
      return evidenceAgainst(pairs, from, to)
    }
  }

/** What is right at one look: that the likelihood ratio is 1.35 comes by chance once in 20 times (Wilks 1938). */
const oneLook: Promised['begin'] = (random) => {
  const pairs = { hits: 0, tries: 0 }
  return () => {
    pairs.tries += BETWEEN
    pairs.hits += binomial(random, BETWEEN, 0.05)
    const seen = Math.max(0.05, pairs.hits / pairs.tries)
    return logLikelihood(pairs, seen) - logLikelihood(pairs, 0.05) - 1.353 + Math.log(20)
  }
}

const latency =
  (evidenceOf: (candidate: Histogram, legacy: Histogram, factor: number) => number): Promised['begin'] =>
  (random) => {
    const [candidate, legacy] = [BOUNDS_MS.map(() => 0), BOUNDS_MS.map(() => 0)]
    const add = (counts: number[], ms: number): void => {
      for (let request = 0; request < BETWEEN; request++) {
        const at = Math.ceil(Math.log(duration(random, ms)) / Math.log(1.1))
        counts[at] = (counts[at] ?? 0) + 1
      }
    }
    return () => {
      add(legacy, 50)
      add(candidate, 75)
      return evidenceOf(histogramOf(BOUNDS_MS, candidate), histogramOf(BOUNDS_MS, legacy), 1.5)
    }
  }

export const PROMISES: readonly Promised[] = [
  { name: 'errors: found too many', begin: errors(0.01, evidenceOfWorse), looks: 500 },
  { name: 'errors: found few enough', begin: errors(0.01, evidenceOfWithin), looks: 500 },
  { name: 'mismatches: found too many', begin: mismatches(0, 0.05), looks: 500 },
  { name: 'mismatches: found few enough', begin: mismatches(0.05, 1), looks: 500 },
  { name: 'latency: found too slow', begin: latency(evidenceOfSlower), looks: 150 },
  { name: 'latency: found fast enough', begin: latency(evidenceOfFast), looks: 150 },
]

/** What happens to whoever looks that often by a test that is made for one look. */
export const ONE_LOOK: Promised = {
  name: 'a test for one look: mismatches found too many',
  begin: oneLook,
  looks: 500,
}

/** How often the evidence ever reaches what should come with a chance of 5 % at most. */
export function wronglyFound({ begin, looks }: Promised, runs: number, seed: number): number {
  const random = seeded(seed)
  const ever = Array.from({ length: runs }, () => {
    const look = begin(random)
    return Array.from({ length: looks }, () => look() >= Math.log(20)).includes(true)
  })
  return ever.filter(Boolean).length
}
