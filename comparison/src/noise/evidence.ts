import { logBeta } from './log-gamma.ts'
import type { Seen } from './seen.ts'

/** Jeffreys' prior: no rate is taken for likelier than another one. */
const PRIOR = 0.5
const STEPS = 60
const GOLDEN = (Math.sqrt(5) - 1) / 2

/**
 * The evidence, as a natural logarithm of odds, against the candidate's rate being at most (or at least) a function of
 * legacy's rate. It is a universal inference (Wasserman, Ramdas and Balakrishnan, PNAS 117, 2020): how much better all
 * rates together foretell what was seen than the best of those that are being refuted. Under these it exceeds ln(1/α)
 * at any time with a probability of at most α (Ville's inequality), so one may look as often as one likes.
 */
export function evidenceAgainst(
  candidate: Seen,
  legacy: Seen,
  limit: (legacyRate: number) => number,
  side: 'at-most' | 'at-least',
): number {
  return mixture(candidate) + mixture(legacy) - bestRefuted(candidate, legacy, limit, side)
}

function mixture({ differing, of }: Seen): number {
  return logBeta(differing + PRIOR, of - differing + PRIOR) - logBeta(PRIOR, PRIOR)
}

/** The highest likelihood among the refuted rates: the rates as seen, or else the best ones on the border. */
function bestRefuted(
  candidate: Seen,
  legacy: Seen,
  limit: (legacyRate: number) => number,
  side: 'at-most' | 'at-least',
): number {
  const [seen, seenLegacy] = [rateOf(candidate), rateOf(legacy)]
  const isRefuted = side === 'at-most' ? seen <= limit(seenLegacy) : seen >= limit(seenLegacy)
  if (isRefuted) return likelihood(candidate, seen) + likelihood(legacy, seenLegacy)
  return highest((rate) => likelihood(candidate, limit(rate)) + likelihood(legacy, rate))
}

function rateOf({ differing, of }: Seen): number {
  return of === 0 ? 0 : differing / of
}

/** As a logarithm; what is no rate explains nothing. */
function likelihood({ differing, of }: Seen, rate: number): number {
  if (rate > 1) return -Infinity
  return times(differing, Math.log(rate)) + times(of - differing, Math.log1p(-rate))
}

function times(count: number, logarithm: number): number {
  return count === 0 ? 0 : count * logarithm
}

/** The highest value over 0 to 1 of a function with one peak, by golden section. */
function highest(value: (rate: number) => number): number {
  let [low, high] = [0, 1]
  for (let step = 0; step < STEPS; step++) {
    const [one, other] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)]
    if (value(one) < value(other)) low = one
    else high = other
  }
  return value((low + high) / 2)
}
