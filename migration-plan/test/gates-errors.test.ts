import { expect } from 'chai'
import { judgeStep, type Evidence, type Finding } from '../src/index.ts'
import type { GatesFile } from '../src/language/gates-schema.ts'
import { evidenceOf, gatesOf, MINUTE, NOW, side } from './support/gate-evidence.ts'

const ERRORS: GatesFile = { errors: '+1%' }
const judged = (more: Partial<Evidence>): Finding => {
  const { findings } = judgeStep(gatesOf(ERRORS), evidenceOf(more))
  expect(findings).to.have.length(1)
  return findings[0]!
}
type Count = readonly [requests: number, errors: number]
const judge = (candidate: Count, legacy: Count): Finding =>
  judged({ candidate: side(...candidate), legacy: side(...legacy) })

describe('the gate of errors', () => {
  it('passes what surely fails hardly more than legacy, and says by which numbers', () => {
    const { verdict, sentence } = judge([2000, 4], [18_000, 18])
    expect(verdict).to.equal('pass')
    expect(sentence).to.equal(
      'errors: candidate 4 of 2,000 (0.20%), legacy 18 of 18,000 (0.10%); +1.0% may be',
    )
  })

  it('never passes what has little traffic, and says how long it will take', () => {
    const { verdict, sentence, passesAt } = judge([60, 0], [600, 0])
    expect(verdict).to.equal('inconclusive')
    expect(sentence).to.match(/\+1.0% may be: about \d+ min more at 6 a minute$/)
    const soon = Math.ceil(((passesAt ?? 0) - NOW) / MINUTE) * 6 + 60
    expect(judge([soon, 0], [soon * 10, 0]).verdict).to.equal('pass')
    expect(judge([soon * 0.9, 0], [soon * 9, 0]).verdict).to.equal('inconclusive')
    expect(judge([0, 0], [600, 0]).verdict).to.equal('inconclusive')
    expect(judge([60_000, 0], [0, 0]).verdict).to.equal('inconclusive')
  })

  it('never passes by a legacy that hardly anybody asks', () => {
    expect(judge([60_000, 600], [3, 0]).verdict).to.equal('inconclusive')
    expect(judge([60_000, 600], [60_000, 600]).verdict).to.equal('pass')
  })

  it('fails what surely fails more, after few requests where all fail', () => {
    expect(judge([20, 1], [1000, 0]).verdict).to.equal('inconclusive')
    expect(judge([100, 20], [1000, 0]).verdict).to.equal('fail')
    const first = [...Array(30).keys()].find((tries) => judge([tries, tries], [200, 0]).verdict === 'fail')
    expect(first).to.be.within(3, 8)
  })

  it('blames no candidate for what legacy fails too', () => {
    for (const [candidate, legacy] of [
      [
        [1000, 100],
        [1000, 100],
      ],
      [
        [1000, 1000],
        [1000, 1000],
      ],
      [
        [9000, 8100],
        [500, 450],
      ],
    ] as const)
      expect(judge(candidate, legacy).verdict, candidate.join(' of ')).not.to.equal('fail')
  })

  it('fails what fails nearly always where nobody knows how legacy does', () => {
    expect(judge([50, 50], [0, 0]).verdict).to.equal('fail')
    expect(judge([50, 20], [0, 0]).verdict).to.equal('inconclusive')
  })

  it('goes by what legacy did before, once it answers nobody', () => {
    const live = { stage: 'live', candidate: side(2000, 2), legacy: side(0) } as const
    expect(judged({ ...live, baseline: side(5000, 3) }).verdict).to.equal('pass')
    expect(judged({ ...live, candidate: side(200, 60), baseline: side(5000, 3) }).verdict).to.equal('fail')
    expect(judged(live).verdict).to.equal('inconclusive')
    expect(judged({ ...live, candidate: side(50, 50) }).verdict).to.equal('fail')
  })

  it('is not asked in the shadow, where the candidate answers nobody', () => {
    const { findings } = judgeStep(gatesOf(ERRORS), evidenceOf({ stage: 'shadow', candidate: side(50, 50) }))
    expect(findings).to.deep.equal([])
  })
})

describe('the gate of errors, after a good past', () => {
  const good = { candidate: side(100_100, 190), legacy: side(100_100, 100) }
  const recent = (candidate: Count, legacy: Count, nth = 20): Evidence['recent'] => ({
    nth,
    candidate: side(...candidate),
    legacy: side(...legacy),
    comparisons: null,
  })

  it('fails by the latest window alone, and says so', () => {
    expect(judged({ ...good, recent: recent([100, 1], [100, 0]) }).verdict).to.equal('pass')
    const { verdict, sentence } = judged({ ...good, recent: recent([100, 90], [100, 0]) })
    expect(verdict).to.equal('fail')
    expect(sentence).to.equal(
      'errors of late: candidate 90 of 100 (90%), legacy 0 of 100 (0.00%); +1.0% may be',
    )
  })

  it('asks for the more proof the more minutes there were', () => {
    const at = (nth: number): Finding['verdict'] =>
      judged({ ...good, recent: recent([60, 9], [600, 0], nth) }).verdict
    expect([at(1), at(10_000)]).to.deep.equal(['fail', 'pass'])
  })

  it('blames no candidate for a minute in which legacy fails too', () => {
    expect(judged({ ...good, recent: recent([100, 90], [100, 88]) }).verdict).to.equal('pass')
  })

  it('goes by what legacy did before, once it answers nobody', () => {
    const live = { ...good, stage: 'live', legacy: side(0), baseline: side(5000, 3) } as const
    expect(judged({ ...live, recent: recent([100, 20], [0, 0]) }).verdict).to.equal('fail')
    expect(judged({ ...live, recent: recent([100, 0], [0, 0]) }).verdict).to.equal('pass')
  })
})
