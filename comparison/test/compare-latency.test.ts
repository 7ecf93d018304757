import { compareLatency, type LatencyPair } from '@strangler/comparison'
import { expect } from 'chai'
import { createDraw } from './support/random.ts'

/** Times as servers have them: most short, some long; hard requests are hard on both sides. */
function measured(count: number, factor: number, seed = 1): readonly LatencyPair[] {
  const draw = createDraw(seed)
  return Array.from({ length: count }, () => {
    const hard = Math.exp(3 * draw.unit())
    const noise = (): number => Math.exp(draw.unit() - 0.5)
    return { legacyMs: 5 * hard * noise(), candidateMs: factor * 5 * hard * noise() }
  })
}

describe('compareLatency', () => {
  it('names a candidate that is twice as slow, with how sure that is', () => {
    const { verdict, ratio, from, to, sentence } = compareLatency(measured(200, 2))
    expect(verdict).to.equal('slower')
    expect(ratio).to.be.within(1.8, 2.2)
    expect([from! < 2, to! > 2]).to.deep.equal([true, true])
    expect(sentence).to.match(
      /^the candidate takes \d\.\d\d times as long as legacy \(\d\.\d\d times to \d\.\d\d times with 95 % confidence, 200 pairs\)$/,
    )
  })

  it('names one that is twice as fast', () => {
    expect(compareLatency(measured(200, 0.5)).verdict).to.equal('faster')
  })

  it('calls sides alike that are', () => {
    expect(compareLatency(measured(2000, 1)).verdict).to.equal('alike')
  })

  it('is not deceived by a few answers that took very long', () => {
    const slow = measured(300, 1).map((pair, at) => (at % 10 === 0 ? { ...pair, candidateMs: 9000 } : pair))
    const { verdict, candidate } = compareLatency(slow)
    expect(verdict).to.not.equal('slower')
    expect(candidate.p95).to.be.above(1000)
  })

  it('does not judge by too few', () => {
    expect(compareLatency(measured(5, 2))).to.include({ verdict: 'undecided', from: null })
    expect(compareLatency([])).to.include({
      verdict: 'undecided',
      ratio: null,
      sentence: 'nothing was measured',
    })
  })

  it('holds the true ratio within its bounds in at least 93 of 100 measurements', () => {
    const held = Array.from({ length: 300 }, (_, seed) => compareLatency(measured(60, 1.5, seed + 1)))
    expect(held.filter(({ from, to }) => from! <= 1.5 && 1.5 <= to!).length / 300).to.be.above(0.93)
  })
})
