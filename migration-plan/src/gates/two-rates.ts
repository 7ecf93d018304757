import { evidenceAgainst, logLikelihood, logMixture, logSum, type Counted } from './mixture.ts'

/** A legacy that fails more often than that is none to go back to, unless it is seen to do so. */
const LEGACY_AT_MOST = 0.5

/**
 * Evidence, as a logarithm, that the candidate's rate is higher than legacy's by more than a margin: the least, over all
 * rates that legacy may have, of what both counts say against legacy having it and the candidate no more than the margin
 * on top. Where both sides fail alike there is none, and it holds for all looks together (see `evidenceAgainst`). The
 * least one is unique, since both parts are convex in the rate.
 */
export function evidenceOfWorse(candidate: Counted, legacy: Counted, margin: number): number {
  if (candidate.tries <= 0 || seen(candidate) <= seen(legacy) + margin) return 0
  const most = Math.max(LEGACY_AT_MOST, seen(legacy))
  const rate = likeliest(candidate, legacy, margin, most)
  return evidenceAgainst(legacy, rate) + evidenceAgainst(candidate, Math.min(1, rate + margin))
}

/**
 * Evidence, as a logarithm, that it is higher by less than a margin. What is expected of a good candidate, the same rate as
 * legacy's, has half of the mixture: so it is found with a third fewer requests.
 */
export function evidenceOfWithin(candidate: Counted, legacy: Counted, margin: number): number {
  if (candidate.tries <= 0 || legacy.tries <= 0) return 0
  if (seen(candidate) >= seen(legacy) + margin) return 0
  const rate = likeliest(candidate, legacy, margin, 1)
  const both = { hits: legacy.hits + candidate.hits, tries: legacy.tries + candidate.tries }
  const mixture = logSum([logMixture(both), logMixture(legacy) + logMixture(candidate)]) - Math.LN2
  return mixture - logLikelihood(legacy, rate) - logLikelihood(candidate, Math.min(1, rate + margin))
}

/** Legacy's likeliest rate, up to `most`, if the candidate's is just the margin on top: where the slope turns. */
function likeliest(candidate: Counted, legacy: Counted, margin: number, most: number): number {
  const slope = (rate: number): number =>
    slopeOf(legacy, rate) + slopeOf(candidate, Math.min(1, rate + margin))
  let [low, high] = [0, Math.max(0, Math.min(most, 1 - margin))]
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2
    if (slope(middle) > 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function slopeOf({ hits, tries }: Counted, rate: number): number {
  return (hits > 0 ? hits / rate : 0) - (tries > hits ? (tries - hits) / (1 - rate) : 0)
}

function seen({ hits, tries }: Counted): number {
  return tries > 0 ? hits / tries : 0
}
