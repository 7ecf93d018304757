import { expect } from 'chai'
import { histogramOf, slowerThan, type Histogram } from '../src/gates/histogram.ts'
import { evidenceAgainst } from '../src/gates/mixture.ts'
import { evidenceOfFast, evidenceOfSlower } from '../src/gates/slowness.ts'
import { duration } from './support/draws.ts'
import { BOUNDS_MS } from './support/gate-rollout.ts'
import { seeded } from './support/random.ts'

const random = seeded(5)
function drawn(requests: number, medianMs: number): Histogram {
  const counts = BOUNDS_MS.map(() => 0)
  for (let request = 0; request < requests; request++) {
    const ms = duration(random, medianMs)
    const at = BOUNDS_MS.findIndex((bound) => bound >= ms)
    counts[at] = (counts[at] ?? 0) + 1
  }
  return histogramOf(BOUNDS_MS, counts)
}

/** The least over thousands of times that legacy's 95th percentile may be, a thousandth apart. */
function byTrying(candidate: Histogram, legacy: Histogram, factor: number, from: number, to: number): number {
  const times = Array.from({ length: 6000 }, (_, at) => 5 * 1.001 ** at)
  const evidences = times.map((time) => {
    const ofLegacy = evidenceAgainst({ hits: slowerThan(legacy, time), tries: legacy.total }, 0.05)
    const slow = { hits: slowerThan(candidate, time * factor), tries: candidate.total }
    return ofLegacy + evidenceAgainst(slow, from, to)
  })
  return Math.min(...evidences)
}

describe('evidence of slowness', () => {
  it('is the least over all times that the 95th percentile of legacy may be', () => {
    const [few, many] = [drawn(2000, 50), drawn(20_000, 50)]
    for (const [legacy, candidate] of [
      [few, drawn(2000, 110)],
      [many, drawn(20_000, 85)],
    ] as const) {
      const slower = byTrying(candidate, legacy, 1.5, 0, 0.05)
      expect(slower).to.be.within(5, 50)
      expect(evidenceOfSlower(candidate, legacy, 1.5)).to.be.closeTo(slower, 0.5)
    }
    for (const [legacy, candidate] of [
      [few, drawn(2000, 58)],
      [many, drawn(20_000, 67)],
    ] as const) {
      const fast = byTrying(candidate, legacy, 1.5, 0.05, 1)
      expect(fast).to.be.within(2, 50)
      expect(evidenceOfFast(candidate, legacy, 1.5)).to.be.closeTo(fast, 0.5)
    }
  })

  it('is none for what is neither too slow nor surely fast enough', () => {
    const [legacy, candidate] = [drawn(2000, 50), drawn(2000, 75)]
    expect(evidenceOfSlower(candidate, legacy, 1.5)).to.be.below(3)
    expect(evidenceOfFast(candidate, legacy, 1.5)).to.be.below(3)
  })
})
