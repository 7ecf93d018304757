import { expect } from 'chai'
import { assess } from '../../src/comparing/assess.ts'
import type { Outcome } from '../../src/store/comparisons/read-counts.ts'

function outcomesOf(against: Outcome['against'], differing: number, equal: number): readonly Outcome[] {
  const seen = { route: 'static', against }
  return [
    { ...seen, signatures: ['static value $.time'], count: differing },
    { ...seen, signatures: [], count: equal },
  ]
}

describe('assess', () => {
  const lately = [...outcomesOf('candidate', 1, 9), ...outcomesOf('legacy', 0, 3)]
  const ever = [...outcomesOf('candidate', 100, 900), ...outcomesOf('legacy', 100, 900)]

  it('judges by all that is stored, and counts what was asked for', () => {
    const { pairs, mismatches, legacyPairs, signatures } = assess(lately, ever)
    expect({ pairs, mismatches, legacyPairs }).to.deep.equal({ pairs: 10, mismatches: 0, legacyPairs: 3 })
    expect(signatures).to.have.length(1)
    expect(signatures[0]).to.deep.include({ verdict: 'noise', candidate: { differing: 1, of: 10 } })
    expect(signatures[0]?.sentence).to.contain('100 of 1000')
    expect(assess(lately, lately).signatures[0]?.verdict).to.equal('undecided')
  })

  it('tells nothing of what was not seen lately', () => {
    expect(assess(outcomesOf('candidate', 0, 5).slice(1), ever).signatures).to.deep.equal([])
  })
})
