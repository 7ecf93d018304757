import { evidenceAgainst } from './evidence.ts'
import type { Seen } from './seen.ts'

export interface SignatureCounts {
  /** The candidate against legacy. */
  readonly candidate: Seen
  /** Legacy against itself. */
  readonly legacy: Seen
}

export interface NoiseVerdict {
  /** undecided counts as real until there is more to go by. */
  readonly verdict: 'real' | 'noise' | 'undecided'
  /** Why, in a sentence with the numbers. */
  readonly sentence: string
}

/** Odds of 20 to 1, so that at most 5 % of the verdicts are wrong, however often one looks. */
const ENOUGH = Math.log(20)
/** What legacy shows is noise of the candidate too as long as it shows it at most that much more often. */
const MOST_TIMES = 2
const MOST_MORE = 0.01

/**
 * Whether the candidate shows a disagreement more often than legacy shows it against itself. The verdict holds at any
 * time that one cares to look, so it may be asked after each comparison (evidenceAgainst).
 */
export function judgeNoise({ candidate, legacy }: SignatureCounts): NoiseVerdict {
  const numbers = `the candidate shows it in ${seenWords(candidate)}, legacy against itself in ${seenWords(legacy)}`
  if (legacy.of === 0)
    return { verdict: 'undecided', sentence: `${numbers}: legacy was not compared with itself yet` }
  const isNoMore = evidenceAgainst(candidate, legacy, (rate) => rate, 'at-most')
  if (isNoMore >= ENOUGH) return { verdict: 'real', sentence: `${numbers}: that is no noise` }
  const isMuchMore = evidenceAgainst(candidate, legacy, (rate) => MOST_TIMES * rate + MOST_MORE, 'at-least')
  if (legacy.differing > 0 && isMuchMore >= ENOUGH)
    return { verdict: 'noise', sentence: `${numbers}: legacy does so by itself` }
  return { verdict: 'undecided', sentence: `${numbers}: too few to tell` }
}

function seenWords({ differing, of }: Seen): string {
  return `${differing} of ${of}`
}
