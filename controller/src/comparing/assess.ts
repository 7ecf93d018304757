import { judgeNoise, type NoiseVerdict, type SignatureCounts } from '@strangler/comparison'
import type { Outcome } from '../store/comparisons/read-counts.ts'

/** One disagreement of a route, how often it was seen, and whether it is noise. */
export interface Assessed extends SignatureCounts, NoiseVerdict {
  readonly signature: string
}

/** What the outcomes of one route come to. */
export interface Assessment {
  /** Compared with the candidate. */
  readonly pairs: number
  readonly equal: number
  /** Pairs with at least one difference that is not noise. */
  readonly mismatches: number
  /** Legacy compared with itself. */
  readonly legacyPairs: number
  /** Real ones first, then undecided ones; each most often seen first. */
  readonly signatures: readonly Assessed[]
}

const RANK = { real: 0, undecided: 1, noise: 2 } as const

/** Counts `outcomes`, and judges each signature of theirs by all that was `ever` seen: a short while tells too little. */
export function assess(outcomes: readonly Outcome[], ever: readonly Outcome[]): Assessment {
  const whole = countsBySignature(ever)
  const candidate = tally(outcomes.filter(({ against }) => against === 'candidate'))
  const legacy = tally(outcomes.filter(({ against }) => against === 'legacy'))
  const signatures = [...candidate.seen]
    .map(([signature, differing]): Assessed => {
      const counts = {
        candidate: { differing, of: candidate.pairs },
        legacy: { differing: legacy.seen.get(signature) ?? 0, of: legacy.pairs },
      }
      return { signature, ...counts, ...judgeNoise(whole(signature)) }
    })
    .toSorted(byWeight)
  const noise = new Set(
    signatures.filter(({ verdict }) => verdict === 'noise').map(({ signature }) => signature),
  )
  const mismatches = candidate.outcomes
    .filter((outcome) => outcome.signatures.some((signature) => !noise.has(signature)))
    .reduce((sum, { count }) => sum + count, 0)
  return { pairs: candidate.pairs, equal: candidate.equal, mismatches, legacyPairs: legacy.pairs, signatures }
}

/** How often each signature was seen. */
export function countsBySignature(outcomes: readonly Outcome[]): (signature: string) => SignatureCounts {
  const [candidate, legacy] = (['candidate', 'legacy'] as const).map((side) =>
    tally(outcomes.filter(({ against }) => against === side)),
  ) as [Tally, Tally]
  return (signature) => ({
    candidate: { differing: candidate.seen.get(signature) ?? 0, of: candidate.pairs },
    legacy: { differing: legacy.seen.get(signature) ?? 0, of: legacy.pairs },
  })
}

function byWeight(one: Assessed, other: Assessed): number {
  return (
    RANK[one.verdict] - RANK[other.verdict] ||
    other.candidate.differing - one.candidate.differing ||
    (one.signature < other.signature ? -1 : 1)
  )
}

interface Tally {
  readonly outcomes: readonly Outcome[]
  readonly pairs: number
  readonly equal: number
  /** By signature: of how many pairs. */
  readonly seen: ReadonlyMap<string, number>
}

function tally(outcomes: readonly Outcome[]): Tally {
  const seen = new Map<string, number>()
  let pairs = 0
  let equal = 0
  for (const { signatures, count } of outcomes) {
    pairs += count
    if (signatures.length === 0) equal += count
    for (const signature of signatures) seen.set(signature, (seen.get(signature) ?? 0) + count)
  }
  return { outcomes, pairs, equal, seen }
}
