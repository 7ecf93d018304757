import { mismatchBound } from '@strangler/comparison'
import { expect } from 'chai'

/** Of so many or fewer at a rate, added up one by one. */
function chanceOfAtMost(most: number, of: number, rate: number): number {
  let term = (1 - rate) ** of
  let sum = term
  for (let count = 1; count <= most; count++) {
    term *= ((of - count + 1) / count) * (rate / (1 - rate))
    sum += term
  }
  return sum
}

describe('mismatchBound', () => {
  for (const [mismatches, comparisons] of [
    [0, 200],
    [5, 100],
    [1, 10],
    [9, 10],
    [40, 5000],
  ] as const)
    it(`after ${mismatches} of ${comparisons} is the rate at which so few are seen once in twenty`, () => {
      const bound = mismatchBound(mismatches, comparisons)
      expect(chanceOfAtMost(mismatches, comparisons, bound)).to.be.closeTo(0.05, 1e-6)
    })

  it('is 1 where nothing is known', () => {
    expect(mismatchBound(0, 0)).to.equal(1)
    expect(mismatchBound(3, 3)).to.equal(1)
  })

  it('is higher the surer one wants to be', () => {
    expect(mismatchBound(1, 100, 0.99)).to.be.above(mismatchBound(1, 100, 0.9))
  })
})
