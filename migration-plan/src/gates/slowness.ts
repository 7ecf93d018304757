import { latestTimeBeyond, slowerThan, surelySlowerThan, timeBeyond, type Histogram } from './histogram.ts'
import { evidenceAgainst } from './mixture.ts'

/** Share of requests beyond the 95th percentile. */
export const BEYOND = 0.05

/** Evidence that no verdict waits for. */
const CERTAIN = 50

/**
 * Evidence, as a logarithm, that the candidate's 95th percentile is more than so many times legacy's: the least, over all
 * times that legacy's may be, of what legacy's requests say against that one being it and the candidate's against no more
 * than 5 % of them taking longer than so many times it. Where a bucket is wide, it is rounded in the candidate's favour, so
 * that it never proves what is not so. Times shorter than the one seen speak against the candidate only more.
 */
export function evidenceOfSlower(candidate: Histogram, legacy: Histogram, factor: number): number {
  return leastEvidence(legacy.total, -1, (hits) => {
    const limit = latestTimeBeyond(legacy, hits) * factor
    return evidenceAgainst({ hits: surelySlowerThan(candidate, limit), tries: candidate.total }, 0, BEYOND)
  })
}

/**
 * Evidence, as a logarithm, that it is no more than so many times legacy's, if all counts were so many times over. Times
 * longer than the one seen speak for the candidate only more.
 */
export function evidenceOfFast(candidate: Histogram, legacy: Histogram, factor: number, times = 1): number {
  const last = legacy.boundsMs.at(-1) ?? 0
  return leastEvidence(legacy.total * times, 1, (hits) => {
    const limit = (timeBeyond(legacy, hits / times) ?? last) * factor
    const slow = { hits: slowerThan(candidate, limit) * times, tries: candidate.total * times }
    return evidenceAgainst(slow, BEYOND, 1)
  })
}

/**
 * The least of what legacy's requests and the candidate's say together, if more or fewer and fewer of legacy's than 5 % are
 * beyond its 95th percentile: in steps of a third of what is due to chance. As soon as there is none, the rest is not asked.
 */
function leastEvidence(tries: number, direction: 1 | -1, ofCandidate: (hits: number) => number): number {
  if (tries <= 0) return 0
  const step = Math.sqrt(BEYOND * (1 - BEYOND) * tries) / 3
  let least = CERTAIN
  for (let turn = 0; ; turn++) {
    const hits = Math.min(tries, Math.max(0, BEYOND * tries + direction * turn * step))
    const ofLegacy = evidenceAgainst({ hits, tries }, BEYOND)
    if (ofLegacy > CERTAIN) return least
    least = Math.min(least, ofLegacy + ofCandidate(hits))
    if (least <= 0 || hits === 0 || hits === tries) return least
  }
}
