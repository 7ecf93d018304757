import { expect } from 'chai'
import { judgeStep, type Evidence, type Finding } from '../src/index.ts'
import { evidenceOf, gatesOf, side } from './support/gate-evidence.ts'

const judged = (more: Partial<Evidence>, mismatch = '0.5%'): Finding => {
  const { findings } = judgeStep(gatesOf({ mismatch }), evidenceOf(more))
  expect(findings).to.have.length(1)
  return findings[0]!
}
const judge = (pairs: number, mismatches: number, most = '0.5%'): Finding =>
  judged({ comparisons: { pairs, mismatches, latency: null } }, most)

describe('the gate of mismatches', () => {
  it('goes by the highest rate that may be, not by the one that was seen', () => {
    expect(judge(600, 0).verdict).to.equal('inconclusive')
    expect(judge(1000, 0).verdict).to.equal('pass')
    expect(judge(1000, 3).verdict).to.equal('inconclusive')
    expect(judge(600, 2).sentence).to.match(
      /^mismatch: 2 of 600 \(0.33%\) answers differ, maybe up to 1.\d%, where 0.50% may: about .* more at 1.0 a second$/,
    )
    expect(judge(400, 40).verdict).to.equal('fail')
  })

  it('never passes without answers', () => {
    expect(judge(0, 0).verdict).to.equal('inconclusive')
    expect(judged({}).verdict).to.equal('inconclusive')
  })

  it('waits for nothing to come of more than may be', () => {
    const { verdict, passesAt, sentence } = judge(1000, 6)
    expect({ verdict, passesAt }).to.deep.equal({ verdict: 'inconclusive', passesAt: null })
    expect(sentence).to.contain('nothing says yet that it is no more than that')
  })

  it('lets none differ where none may, once enough were compared', () => {
    expect(judge(199, 0, '0%').verdict).to.equal('inconclusive')
    const { verdict, sentence } = judge(200, 0, '0%')
    expect(verdict).to.equal('pass')
    expect(sentence).to.match(
      /^mismatch: 0 of 200 \(0.00%\) answers differ, maybe up to \d.\d%, where none may$/,
    )
    expect(judge(100_000, 1, '0%').verdict).to.equal('fail')
  })

  it('fails by the latest window alone, after a good past', () => {
    const comparisons = { pairs: 100_000, mismatches: 100, latency: null }
    const recent = (mismatches: number): Evidence['recent'] => ({
      nth: 20,
      legacy: side(0),
      candidate: side(0),
      comparisons: { pairs: 100, mismatches },
    })
    expect(judged({ comparisons, recent: recent(2) }).verdict).to.equal('pass')
    const { verdict, sentence } = judged({ comparisons, recent: recent(20) })
    expect(verdict).to.equal('fail')
    expect(sentence).to.equal('mismatch of late: 20 of 100 (20%) answers differ, and at most 0.50% may')
    expect(judged({ stage: 'shadow', comparisons, recent: recent(20) }).verdict).to.equal('fail')
  })
})
