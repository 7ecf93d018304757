import { expect } from 'chai'
import { judgeStep, type Evidence, type Finding } from '../src/index.ts'
import { evidenceOf, gatesOf, side } from './support/gate-evidence.ts'

const judged = (more: Partial<Evidence>, latencyP95 = '1.5x'): Finding => {
  const { findings } = judgeStep(gatesOf({ latencyP95 }), evidenceOf(more))
  expect(findings).to.have.length(1)
  return findings[0]!
}
/** One request for each count. */
const timed = (durations: readonly number[]): Evidence['legacy'] =>
  side(
    durations.reduce((sum, count) => sum + count, 0),
    0,
    { durations },
  )
const FAST = [900, 90, 10, 0, 0, 0, 0]
const SLOW = [0, 100, 300, 600, 0, 0, 0]

describe('the gate of latency', () => {
  const judge = (candidate: readonly number[], legacy = FAST): Finding =>
    judged({ legacy: timed(legacy), candidate: timed(candidate) })

  it('compares the tail of the candidate with that of legacy', () => {
    expect(judge(FAST).verdict).to.equal('pass')
    expect(judge(SLOW).verdict).to.equal('fail')
    expect(judge([9, 0, 1, 0, 0, 0, 0]).verdict).to.equal('inconclusive')
    // The 95th percentile of FAST is 5/9 on the way from 10 to 20 ms: 15.6 ms.
    expect(judge(SLOW).sentence).to.equal(
      "latency: 867 of 1,000 (87%) of the candidate's requests took longer than 23 ms, 1.5 times legacy's 95th percentile; 5% may",
    )
  })

  it('never passes, nor fails, with little traffic', () => {
    expect(judge([10, 1, 0, 0, 0, 0, 0]).verdict).to.equal('inconclusive')
    expect(judge(FAST, [10, 1, 0, 0, 0, 0, 0]).verdict).to.equal('inconclusive')
    expect(judge(SLOW, [10, 0, 0, 0, 0, 0, 0]).verdict).to.equal('inconclusive')
    for (const [candidate, legacy] of [
      [FAST, FAST.map(() => 0)],
      [FAST.map(() => 0), FAST],
    ] as const) {
      const { verdict, sentence } = judge(candidate, legacy)
      expect(verdict).to.equal('inconclusive')
      expect(sentence).to.match(
        /^latency: [\d,]+ requests to legacy and [\d,]+ to the candidate tell too little$/,
      )
    }
  })

  it('never fails by how wide a bucket is', () => {
    // Legacy takes 49 ms and the candidate 51 ms, for all that anybody knows.
    const [legacy, candidate] = [
      [0, 0, 10_000, 0, 0, 0, 0],
      [0, 0, 0, 10_000, 0, 0, 0],
    ]
    expect(judge(candidate, legacy).verdict).to.equal('inconclusive')
    expect(judge([0, 0, 0, 0, 10_000, 0, 0], legacy).verdict).to.equal('fail')
  })

  it('takes the end of a wide bucket for the time of legacy, and never fails by that', () => {
    const boundsMs = [20, 50, 73, 74.5, 100]
    const [legacy, candidate] = [timed([0, 10_000, 0, 0, 0, 0]), timed([0, 0, 0, 10_000, 0, 0])]
    expect(judged({ boundsMs, legacy, candidate }).verdict).not.to.equal('fail')
    expect(judged({ boundsMs, legacy, candidate: timed([0, 0, 0, 0, 10_000, 0]) }).verdict).not.to.equal(
      'fail',
    )
    expect(judged({ boundsMs, legacy, candidate: timed([0, 0, 0, 0, 0, 10_000]) }).verdict).to.equal('fail')
  })

  it('tells what is within a bucket where that is narrow', () => {
    const boundsMs = Array.from({ length: 60 }, (_, at) => 10 * 1.1 ** at)
    /** Spread evenly over ten buckets. */
    const from = (first: number): Evidence['legacy'] =>
      timed([...boundsMs, Infinity].map((_, at) => (at >= first && at < first + 10 ? 2000 : 0)))
    const by = (later: number): Finding['verdict'] =>
      judged({ boundsMs, legacy: from(10), candidate: from(10 + later) }).verdict
    // 1.1 to the 4th and 5th: 1.46 and 1.61 times as slow.
    expect([by(0), by(4), by(5)]).to.deep.equal(['pass', 'pass', 'fail'])
  })

  it('passes no candidate by what is beyond all buckets', () => {
    const beyond = [0, 0, 0, 0, 0, 0, 1000]
    expect(judge(beyond, beyond).verdict).to.equal('inconclusive')
    expect(judge(beyond).verdict).to.equal('fail')
    expect(judge(FAST, beyond).verdict).to.equal('pass')
  })

  it('goes by what legacy did before, once it answers nobody', () => {
    const live = (candidate: readonly number[], baseline: Evidence['baseline']): Finding['verdict'] =>
      judged({ stage: 'live', legacy: side(0), candidate: timed(candidate), baseline }).verdict
    expect(live(FAST, timed(FAST))).to.equal('pass')
    expect(live(SLOW, timed(FAST))).to.equal('fail')
    expect(live(FAST, side(0))).to.equal('inconclusive')
  })

  it('fails by the latest window alone, after a good past', () => {
    const long = FAST.map((count) => count * 100)
    const recent = (durations: readonly number[], legacy = FAST): Evidence['recent'] => ({
      nth: 20,
      legacy: timed(legacy),
      candidate: timed(durations),
      comparisons: null,
    })
    const past = { legacy: timed(long), candidate: timed(long) }
    expect(judged({ ...past, recent: recent(FAST) }).verdict).to.equal('pass')
    expect(judged({ ...past, recent: recent(SLOW, SLOW) }).verdict).to.equal('pass')
    const { verdict, sentence } = judged({ ...past, recent: recent(SLOW) })
    expect(verdict).to.equal('fail')
    expect(sentence).to.match(/^latency of late: 867 of 1,000 /)
  })
})

describe('the gate of latency, where no plane tells times one by one', () => {
  const means = (one: number, other: number, requests = 1000, more: Partial<Evidence> = {}): Finding =>
    judged({
      legacy: side(1000, 0, { meanMs: one }),
      candidate: side(requests, 0, { meanMs: other }),
      ...more,
    })

  it('passes by averages, says so, and never fails by them', () => {
    expect(means(20, 29).verdict).to.equal('pass')
    expect(means(20, 31).verdict).to.equal('inconclusive')
    expect(means(20, 4100).verdict).to.equal('inconclusive')
    expect(means(20, 29).sentence).to.equal(
      'latency: 29 ms on average, legacy 20 ms; 1.5 times may be (averages are all that is known, and no proof)',
    )
  })

  it('waits for a hundred requests of each side', () => {
    expect(means(20, 20, 99).verdict).to.equal('inconclusive')
    expect(means(20, 20, 100).verdict).to.equal('pass')
    expect(means(20, 20, 1000, { legacy: side(99, 0, { meanMs: 20 }) }).verdict).to.equal('inconclusive')
  })

  it('says so where nobody tells anything', () => {
    const { verdict, sentence } = judged({ legacy: side(1000), candidate: side(1000) })
    expect(verdict).to.equal('inconclusive')
    expect(sentence).to.equal('latency: nobody tells how long legacy takes')
  })

  it('goes by averages where a histogram is empty, too', () => {
    const none = { meanMs: 20, durations: FAST.map(() => 0) }
    const { verdict } = judged({ legacy: side(1000, 0, none), candidate: side(1000, 0, none) })
    expect(verdict).to.equal('pass')
  })

  it('goes by the average of legacy before, once it answers nobody', () => {
    const live = { stage: 'live', legacy: side(0), baseline: side(1000, 0, { meanMs: 20 }) } as const
    expect(means(0, 29, 1000, live).verdict).to.equal('pass')
    expect(means(0, 31, 1000, live).verdict).to.equal('inconclusive')
  })
})

describe('the gate of latency in the shadow', () => {
  it('goes by the pairs, since the candidate serves nobody', () => {
    const shadow = (latency: { from: number; to: number } | null): Finding['verdict'] =>
      judged({ stage: 'shadow', comparisons: { pairs: 9, mismatches: 0, latency } }).verdict
    expect(shadow({ from: 0.8, to: 1.2 })).to.equal('pass')
    expect(shadow({ from: 1.2, to: 1.9 })).to.equal('inconclusive')
    expect(shadow({ from: 2, to: 3 })).to.equal('inconclusive')
    expect(shadow(null)).to.equal('inconclusive')
    expect(judged({ stage: 'shadow', comparisons: null }).verdict).to.equal('inconclusive')
  })
})
