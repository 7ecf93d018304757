import { expect } from 'chai'
import { everlastingRates, highestRate } from '../src/index.ts'
import { evidenceAgainst, logLikelihood, logMixture } from '../src/gates/mixture.ts'
import { FAIL_ALPHA, isProof, isProofInWindow } from '../src/gates/proof.ts'
import { evidenceOfWithin, evidenceOfWorse } from '../src/gates/two-rates.ts'

describe('evidence of one count', () => {
  it('is how much likelier the count is by a mixture that adds up to 1', () => {
    const ofFive = [0, 1, 2, 3, 4, 5].map((hits) => {
      const orders = [1, 5, 10, 10, 5, 1][hits] ?? 0
      return orders * Math.exp(logMixture({ hits, tries: 5 }))
    })
    expect(ofFive.reduce((sum, part) => sum + part, 0)).to.be.closeTo(1, 1e-9)
    const counted = { hits: 3, tries: 20 }
    expect(evidenceAgainst(counted, 0.6)).to.be.closeTo(
      logMixture(counted) - (3 * Math.log(0.6) + 17 * Math.log(0.4)),
      1e-9,
    )
    expect(logLikelihood({ hits: 1, tries: 5 }, 0)).to.equal(-Infinity)
  })

  it('is against all rates of a range only what it is against the nearest', () => {
    const counted = { hits: 30, tries: 100 }
    expect(evidenceAgainst(counted, 0, 0.1)).to.equal(evidenceAgainst(counted, 0.1))
    expect(evidenceAgainst(counted, 0.6, 1)).to.equal(evidenceAgainst(counted, 0.6))
    expect(evidenceAgainst(counted, 0, 1)).to.be.below(0)
    expect(evidenceAgainst({ hits: 0, tries: 0 }, 0)).to.equal(0)
  })

  it('bounds the rate: the wider the fewer were counted, and all of it without any', () => {
    expect(everlastingRates({ hits: 0, tries: 0 }, 0.05)).to.deep.equal({ low: 0, high: 1 })
    const [few, many] = [100, 10_000].map((tries) => everlastingRates({ hits: tries / 10, tries }, 0.05))
    expect(few!.low).to.be.below(many!.low)
    expect(many!.low).to.be.within(0.08, 0.1)
    expect(many!.high).to.be.within(0.1, 0.12)
    expect(few!.high).to.be.above(many!.high)
    expect(highestRate({ hits: 0, tries: 1000 })).to.be.within(0.003, 0.006)
    expect(highestRate({ hits: 5, tries: 5 })).to.equal(1)
  })
})

describe('evidence of two counts', () => {
  const worse = (
    candidate: readonly [number, number],
    legacy: readonly [number, number],
    margin = 0,
  ): number =>
    evidenceOfWorse(
      { hits: candidate[0], tries: candidate[1] },
      { hits: legacy[0], tries: legacy[1] },
      margin,
    )

  /** By all rates that legacy may have, thousands of them, instead of by the slope. */
  const byTrying = (
    candidate: readonly [number, number],
    legacy: readonly [number, number],
    margin: number,
  ) =>
    Math.min(
      ...Array.from({ length: 4000 }, (_, at) => {
        const rate = (0.5 * at) / 4000
        return (
          evidenceAgainst({ hits: legacy[0], tries: legacy[1] }, rate) +
          evidenceAgainst({ hits: candidate[0], tries: candidate[1] }, 0, rate + margin)
        )
      }),
    )

  it('is the least over all rates that legacy may have', () => {
    for (const [candidate, legacy, margin] of [
      [[14, 200], [3, 380], 0.001],
      [[90, 100], [100, 400], 0.01],
      [[20, 2000], [4, 4000], 0],
    ] as const)
      expect(worse(candidate, legacy, margin)).to.be.closeTo(byTrying(candidate, legacy, margin), 0.02)
  })

  it('is none where both sides fail alike, or the candidate less', () => {
    expect(worse([500, 500], [500, 500])).to.equal(0)
    expect(worse([10, 1000], [500, 1000])).to.equal(0)
    expect(worse([15, 1000], [10, 1000], 0.005)).to.equal(0)
    expect(worse([0, 0], [0, 1000])).to.equal(0)
  })

  it('counts legacy as uncertain as it is', () => {
    expect(worse([20, 200], [0, 10_000])).to.be.above(worse([20, 200], [0, 100]))
    expect(worse([20, 200], [0, 100])).to.be.above(worse([20, 200], [0, 10]))
  })

  it('never says of a count that it is both too many and few enough', () => {
    for (let hits = 0; hits <= 200; hits++) {
      const [candidate, legacy] = [
        { hits, tries: 2000 },
        { hits: 20, tries: 2000 },
      ]
      const [over, within] = [
        evidenceOfWorse(candidate, legacy, 0.005),
        evidenceOfWithin(candidate, legacy, 0.005),
      ]
      expect(Math.min(over, within), `${hits}`).to.be.at.most(0)
    }
  })

  it('says nothing for a candidate where one side was not asked', () => {
    expect(evidenceOfWithin({ hits: 0, tries: 9999 }, { hits: 0, tries: 0 }, 0.01)).to.equal(0)
    expect(evidenceOfWithin({ hits: 0, tries: 0 }, { hits: 0, tries: 9999 }, 0.01)).to.equal(0)
  })
})

describe('proof', () => {
  /** How likely chance alone ever gives what is just enough. */
  const chance = (isEnough: (evidence: number) => boolean): number => {
    let [low, high] = [0, 100]
    for (let turn = 0; turn < 60; turn++) {
      const middle = (low + high) / 2
      if (isEnough(middle)) high = middle
      else low = middle
    }
    return Math.exp(-high)
  }

  it('by all counts and by all windows together is wrong no more often than a gate may be', () => {
    const windows = Array.from({ length: 5000 }, (_, at) =>
      chance((evidence) => isProofInWindow(evidence, at + 1)),
    ).reduce((sum, one) => sum + one, 0)
    expect(chance(isProof) + windows).to.be.within(0.999 * FAIL_ALPHA, FAIL_ALPHA)
  })
})
