import { judgeSafety, type SideEvidence } from '../../src/index.ts'
import { gatesOf, side } from './gate-evidence.ts'
import { HEALTHY, rollOut, type World } from './gate-rollout.ts'
import { seeded } from './random.ts'

const GATES = gatesOf({ errors: '+0.5%', mismatch: '0.5%', latencyP95: '1.5x' })
const WEIGHTS = [5, 25, 50, 95, 100]

/** A candidate from the first step to the last, looked at each second. */
export interface Walk {
  readonly name: string
  readonly worldAt: (second: number) => Partial<World>
}

/** As bad as it may be: half a percent more errors than legacy, as many mismatches, and one and a half times as slow. */
const LIMIT: Partial<World> = { candidateErrors: 0.006, mismatches: 0.005, slower: 1.5 }

export const WALKS: readonly Walk[] = [
  { name: 'as good as legacy', worldAt: () => ({ mismatches: 0.001, slower: 1 }) },
  { name: 'just as bad as the gates allow', worldAt: () => LIMIT },
  {
    name: 'as bad as that, and for 20 s of each step a third of all requests fails on both sides',
    worldAt: (second) =>
      second >= 40 && second < 60 ? { ...LIMIT, legacyErrors: 1 / 3, candidateErrors: 1 / 3 } : LIMIT,
  },
]

/** How many of so many candidates fail a gate anywhere on their way. */
export function rolledBack({ worldAt }: Walk, runs: number, seed: number): number {
  const random = seeded(seed)
  return Array.from({ length: runs }, () => walk(random, worldAt)).filter((isBack) => isBack).length
}

function walk(random: () => number, worldAt: Walk['worldAt']): boolean {
  let baseline: SideEvidence = side(0)
  for (const weight of WEIGHTS) {
    const { verdict, legacy } = rollOut({
      random,
      worldAt: (second) => ({
        ...HEALTHY,
        // Where legacy answers nobody, nobody can tell whether it would have failed too.
        ...worldAt(weight === 100 ? 0 : second),
        weight,
      }),
      seconds: 90,
      judge: (evidence) => judgeSafety(GATES, evidence).verdict,
      until: 'fail',
      stage: weight === 100 ? 'live' : 'ramp',
      baseline,
    })
    if (verdict === 'fail') return true
    if (weight === 50) baseline = legacy
  }
  return false
}
