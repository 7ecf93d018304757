import { judgeSafety } from '../../src/index.ts'
import type { GatesFile } from '../../src/language/gates-schema.ts'
import { gatesOf } from './gate-evidence.ts'
import { HEALTHY, rollOut, type World } from './gate-rollout.ts'
import { seeded } from './random.ts'

/** A fault of the candidate, and the gate that is to find it. */
export interface Fault {
  readonly name: string
  readonly gates: GatesFile
  readonly world: Partial<World>
  /** What was answered well before it began: it is sudden. */
  readonly goodSeconds?: number
  /** Most runs of it, where they take long. */
  readonly mostRuns?: number
}

/** What many candidates with a fault did until it was found. */
export interface Found {
  readonly runs: number
  readonly found: number
  /** Requests of the candidate, or answers compared, from the fault until it was found. */
  readonly median: number
  readonly most: number
}

const ERRORS: GatesFile = { errors: '+0.5%' }
const LATENCY: GatesFile = { latencyP95: '1.5x' }
const MISMATCH: GatesFile = { mismatch: '0.5%' }

/** Requests a second are such that a look each second is fine enough, and few looks do. */
const errors = (candidateErrors: number, requests: number, weight: number): Partial<World> => ({
  ...{ candidateErrors, weight, requests },
})

export const FAULTS: readonly Fault[] = [
  ...([5, 50] as const).flatMap((weight) =>
    (
      [
        ['all requests fail', 1, 40],
        ['50% fail', 0.5, 40],
        ['5% fail', 0.05, 400],
        ['1% fail', 0.01, 4000],
      ] as const
    ).map(([name, rate, requests]) => ({
      name: `${name}, ${weight}% of the traffic`,
      gates: ERRORS,
      world: errors(rate, requests, weight),
    })),
  ),
  {
    name: 'twice as slow, 5% of the traffic',
    gates: LATENCY,
    world: { slower: 2, weight: 5, requests: 400 },
  },
  { name: 'twice as slow, 50% of the traffic', gates: LATENCY, world: { slower: 2, requests: 100 } },
  { name: '5% mismatch', gates: MISMATCH, world: { mismatches: 0.05 } },
  { name: '1% mismatch', gates: MISMATCH, world: { mismatches: 0.01, requests: 1000 } },
  ...(
    [
      ['suddenly all fail', 1, 20],
      ['suddenly 50% fail', 0.5, 20],
      ['suddenly 5% fail', 0.05, 100],
      ['suddenly 5% of 10 a second fail', 0.05, 20],
    ] as const
  ).map(([name, rate, requests]) => ({
    name: `${name}, after 100,000 good requests`,
    gates: ERRORS,
    world: errors(rate, requests, 50),
    goodSeconds: 200_000 / requests,
    mostRuns: requests === 20 && rate < 0.1 ? 10 : Infinity,
  })),
  {
    name: 'suddenly twice as slow, after 100,000 good requests',
    gates: LATENCY,
    world: { slower: 2, requests: 200 },
    goodSeconds: 1000,
  },
  {
    name: 'suddenly 5% mismatch, after 100,000 good answers',
    gates: MISMATCH,
    world: { mismatches: 0.05, requests: 1000 },
    goodSeconds: 1000,
  },
]

/** Puts a fault to the gates, so often at most. */
export function findFault(fault: Fault, most: number, seed: number): Found {
  const { gates, world, goodSeconds = 0, mostRuns = Infinity } = fault
  const runs = Math.min(most, mostRuns)
  const [random, resolved] = [seeded(seed), gatesOf(gates)]
  const bad = { ...HEALTHY, ...world }
  const good: World = {
    ...bad,
    candidateErrors: HEALTHY.candidateErrors,
    slower: bad.slower === null ? null : 1,
    mismatches: bad.mismatches === null ? null : 0.001,
  }
  const outcomes = Array.from({ length: runs }, () =>
    rollOut({
      random,
      worldAt: (second) => (second < 0 ? good : bad),
      seconds: 3000,
      judge: (evidence) => judgeSafety(resolved, evidence).verdict,
      until: 'fail',
      goodSeconds,
    }),
  )
  const seen = outcomes
    .map((outcome) => (bad.mismatches === null ? outcome.requests : outcome.pairs))
    .toSorted((one, other) => one - other)
  return {
    runs,
    found: outcomes.filter(({ verdict }) => verdict === 'fail').length,
    median: seen[Math.floor(runs / 2)] ?? NaN,
    most: seen.at(-1) ?? NaN,
  }
}
