import { expect } from 'chai'
import { median, medianRatio } from '../src/statistics.ts'

describe('median', () => {
  it('is the middle value, whatever the order', () => expect(median([9, 1, 5])).to.equal(5))
  it('is the mean of the two in the middle', () => expect(median([1, 9, 4, 6])).to.equal(5))
  it('of nothing is no number', () => expect(median([])).to.be.NaN)
})

describe('medianRatio', () => {
  it('takes the ratio of each round, so that a slow round counts for both', () =>
    expect(medianRatio([50, 10, 55], [100, 20, 100])).to.equal(0.5))

  it('leaves out rounds where either failed', () =>
    expect(medianRatio([null, 10, 30], [100, null, 10])).to.equal(3))

  it('is no number where they never met', () => expect(medianRatio([1], [])).to.be.NaN)
})
