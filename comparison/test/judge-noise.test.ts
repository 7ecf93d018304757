import { judgeNoise } from '@strangler/comparison'
import { expect } from 'chai'
import { createDraw } from './support/random.ts'

type Counted = readonly [differing: number, of: number]
const judged = ([differing, of]: Counted, [own, ofOwn]: Counted) =>
  judgeNoise({ candidate: { differing, of }, legacy: { differing: own, of: ofOwn } })

/** How often a verdict is given at any of many looks, when the sides really differ at these rates. */
function shareOf(verdict: string, candidateRate: number, legacyRate: number): number {
  const [runs, looks] = [200, 150]
  let given = 0
  for (let seed = 1; seed <= runs; seed++) {
    const draw = createDraw(seed)
    let [candidate, legacy] = [0, 0]
    for (let look = 1; look <= looks; look++) {
      for (let pair = 0; pair < 2; pair++) candidate += draw.unit() < candidateRate ? 1 : 0
      legacy += draw.unit() < legacyRate ? 1 : 0
      if (judged([candidate, 2 * look], [legacy, look]).verdict !== verdict) continue
      given++
      break
    }
  }
  return given / runs
}

describe('judgeNoise', () => {
  for (const [candidate, legacy, verdict] of [
    [[50, 50], [0, 5], 'real'],
    [[10, 10], [0, 3], 'real'],
    [[60, 1000], [0, 200], 'real'],
    [[200, 200], [10, 100], 'real'],
    [[50, 50], [20, 20], 'noise'],
    [[200, 400], [100, 200], 'noise'],
    [[1, 3], [1, 3], 'undecided'],
    [[5, 1000], [0, 50], 'undecided'],
    [[500, 500], [0, 0], 'undecided'],
    [[0, 100], [0, 100], 'undecided'],
  ] as const)
    it(`takes ${candidate.join(' of ')} against ${legacy.join(' of ')} for ${verdict}`, () => {
      expect(judged(candidate, legacy).verdict).to.equal(verdict)
    })

  it('tells the numbers in a sentence', () => {
    expect(judged([50, 50], [0, 5]).sentence).to.equal(
      'the candidate shows it in 50 of 50, legacy against itself in 0 of 5: that is no noise',
    )
  })

  it('says real of noise at most once in twenty, although it is asked after each comparison', () => {
    expect(shareOf('real', 0.3, 0.3)).to.be.at.most(0.05)
    expect(shareOf('real', 0.05, 0.05)).to.be.at.most(0.05)
  })

  it('says noise of what is real at most once in twenty, although it is asked after each comparison', () => {
    expect(shareOf('noise', 0.45, 0.2)).to.be.at.most(0.05)
  })

  it('finds what differs always on one side, and at times on the other', () => {
    expect(shareOf('real', 0.9, 0.3)).to.be.above(0.95)
  })
})
