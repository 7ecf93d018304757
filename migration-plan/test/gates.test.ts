import { expect } from 'chai'
import { judgeSafety, judgeStep, type Evidence, type Finding } from '../src/index.ts'
import { resolveGates } from '../src/reading/resolve-gates.ts'
import type { GatesFile } from '../src/language/gates-schema.ts'
import { highestRate, everlastingRates } from '../src/gates/binomial.ts'
import { seeded } from './support/random.ts'

const NOW = Date.UTC(2026, 10, 25, 12)
const MINUTE = 60_000
const BOUNDS = [10, 20, 50, 100, 200, 500]

const side = (requests: number, errors = 0, more = {}): Evidence['legacy'] => ({
  ...{ requests, errors, durations: null, meanMs: null },
  ...more,
})
const evidenceOf = (more: Partial<Evidence> = {}): Evidence => ({
  stage: 'ramp',
  since: NOW - 10 * MINUTE,
  now: NOW,
  legacy: side(0),
  candidate: side(0),
  boundsMs: BOUNDS,
  baseline: side(0),
  recent: null,
  comparisons: null,
  candidateUp: null,
  approved: false,
  hook: null,
  ...more,
})
const NOTHING: GatesFile = {
  errors: 'none',
  latencyP95: 'none',
  bake: 'none',
  mismatch: 'none',
  minComparisons: 0,
}
const gatesOf = (written: GatesFile) => resolveGates({ ...NOTHING, ...written }, true)
const judged = (written: GatesFile, more: Partial<Evidence>): Finding => {
  const { findings } = judgeStep(gatesOf(written), evidenceOf(more))
  expect(findings).to.have.length(1)
  return findings[0]!
}

describe('rates of what was counted', () => {
  it('are bounded as Clopper and Pearson have it', () => {
    // 1 - 0.05^(1/n) without hits; R: binom.test(3, 200, alternative = 'less').
    expect(highestRate({ hits: 0, tries: 598 })).to.be.closeTo(1 - 0.05 ** (1 / 598), 1e-9)
    expect(highestRate({ hits: 3, tries: 200 })).to.be.closeTo(0.0383, 0.0001)
    expect(highestRate({ hits: 0, tries: 0 })).to.equal(1)
    expect(highestRate({ hits: 5, tries: 5 })).to.equal(1)
  })

  it('stay within their everlasting bounds, whoever looks after every request', () => {
    const random = seeded(1)
    let left = 0
    for (let run = 0; run < 200; run++) {
      let hits = 0
      let isOut = false
      for (let tries = 1; tries <= 1000; tries++) {
        if (random() < 0.03) hits++
        if (tries % 5 === 0) {
          const { low, high } = everlastingRates({ hits, tries }, 0.05)
          isOut ||= low > 0.03 || high < 0.03
        }
      }
      if (isOut) left++
    }
    expect(left / 200).to.be.below(0.05)
  })
})

describe('the gate of errors', () => {
  const errors: GatesFile = { errors: '+1%' }
  const judge = (candidate: readonly [number, number], legacy: readonly [number, number]): Finding =>
    judged(errors, { candidate: side(...candidate), legacy: side(...legacy) })

  it('passes what surely fails hardly more than legacy, and says by which numbers', () => {
    const { verdict, sentence } = judge([1000, 2], [9000, 9])
    expect(verdict).to.equal('pass')
    expect(sentence).to.equal('errors: candidate 2 of 1,000 (0.20%), legacy 9 of 9,000 (0.10%); +1.0% may be')
  })

  it('never passes what has little traffic, and says how long it will take', () => {
    const { verdict, sentence, passesAt } = judge([60, 0], [600, 0])
    expect(verdict).to.equal('inconclusive')
    expect(sentence).to.contain('about 40 min more at 6 a minute')
    expect((passesAt ?? 0) - NOW).to.be.closeTo(39.8 * MINUTE, MINUTE)
    expect(judge([0, 0], [600, 0]).verdict).to.equal('inconclusive')
    expect(judge([600, 0], [0, 0]).verdict).to.equal('inconclusive')
  })

  it('fails what surely fails more, after few requests where all fail', () => {
    expect(judge([20, 1], [1000, 0]).verdict).to.equal('inconclusive')
    expect(judge([100, 20], [1000, 0]).verdict).to.equal('fail')
    const first = [...Array(30).keys()].find((tries) => judge([tries, tries], [200, 0]).verdict === 'fail')
    expect(first).to.be.within(3, 8)
    expect(judge([1000, 100], [1000, 100]).verdict).not.to.equal('fail')
  })

  it('goes by what legacy did before, once it answers nobody', () => {
    const live = { stage: 'live', candidate: side(2000, 2), legacy: side(0) } as const
    expect(judged(errors, { ...live, baseline: side(5000, 3) }).verdict).to.equal('pass')
    expect(judged(errors, { ...live, candidate: side(200, 60), baseline: side(5000, 3) }).verdict).to.equal(
      'fail',
    )
    expect(judged(errors, { ...live, candidate: side(50, 50) }).verdict).to.equal('fail')
  })
})

describe('the gate of mismatches', () => {
  const judge = (pairs: number, mismatches: number): Finding =>
    judged({ mismatch: '0.5%' }, { comparisons: { pairs, mismatches, latency: null } })

  it('goes by the highest rate that may be, not by the one that was seen', () => {
    expect(judge(200, 0).verdict).to.equal('inconclusive')
    expect(judge(598, 0).verdict).to.equal('pass')
    expect(judge(598, 1).verdict).to.equal('inconclusive')
    expect(judge(600, 2).sentence).to.match(/^mismatch: 2 of 600 \(0.33%\) answers differ, maybe up to 1.0%/)
    expect(judge(400, 40).verdict).to.equal('fail')
    expect(judge(0, 0).verdict).to.equal('inconclusive')
    expect(judged({ mismatch: '0.5%' }, {}).verdict).to.equal('inconclusive')
  })
})

describe('the gate of latency', () => {
  const latency: GatesFile = { latencyP95: '1.5x' }
  const fast = [900, 90, 10, 0, 0, 0, 0]
  const judge = (candidate: readonly number[]): Finding =>
    judged(latency, {
      legacy: side(1000, 0, { durations: fast }),
      candidate: side(1000, 0, { durations: candidate }),
    })

  it('compares the tail of the candidate with that of legacy', () => {
    expect(judge(fast).verdict).to.equal('pass')
    expect(judge([0, 100, 300, 600, 0, 0, 0]).verdict).to.equal('fail')
    expect(judge([9, 0, 1, 0, 0, 0, 0]).verdict).to.equal('inconclusive')
    expect(judge([0, 0, 0, 1, 0, 0, 0]).sentence).to.contain('longer than 50 ms, 1.5 times')
  })

  it('goes by averages where a plane knows no more', () => {
    const means = (one: number, other: number, requests = 1000): Finding['verdict'] =>
      judged(latency, {
        legacy: side(1000, 0, { meanMs: one }),
        candidate: side(requests, 0, { meanMs: other }),
      }).verdict
    expect([means(20, 29), means(20, 41), means(20, 41, 50)]).to.deep.equal(['pass', 'fail', 'inconclusive'])
  })

  it('goes by the pairs in the shadow, where the candidate serves nobody', () => {
    const shadow = (from: number, to: number): Finding['verdict'] =>
      judged(latency, { stage: 'shadow', comparisons: { pairs: 9, mismatches: 0, latency: { from, to } } })
        .verdict
    expect([shadow(0.8, 1.2), shadow(1.2, 1.9), shadow(2, 3)]).to.deep.equal([
      'pass',
      'inconclusive',
      'inconclusive',
    ])
  })
})

describe('the other gates', () => {
  it('wait for time, windows, people and hooks, and never fail by them', () => {
    const cases: readonly (readonly [GatesFile, Partial<Evidence>, Finding['verdict']])[] = [
      [{ bake: '20m' }, {}, 'inconclusive'],
      [{ bake: '10m' }, {}, 'pass'],
      [{ windows: { deny: ['Wed 10:00-14:00'] } }, {}, 'inconclusive'],
      [{ windows: { deny: ['Thu 10:00-14:00'] } }, {}, 'pass'],
      [{ approval: 'manual' }, {}, 'inconclusive'],
      [{ approval: 'manual' }, { approved: true }, 'pass'],
      [{ hook: { url: 'http://ci/ok' } }, {}, 'inconclusive'],
      [{ hook: { url: 'http://ci/ok' } }, { hook: { isYes: false, says: 'answers 503' } }, 'inconclusive'],
      [{ hook: { url: 'http://ci/ok' } }, { hook: { isYes: true, says: 'answers 200' } }, 'pass'],
      [{ minComparisons: 100 }, { comparisons: { pairs: 99, mismatches: 0, latency: null } }, 'inconclusive'],
      [{ minComparisons: 100 }, { comparisons: { pairs: 100, mismatches: 0, latency: null } }, 'pass'],
    ]
    for (const [written, more, verdict] of cases)
      expect(judged(written, more).verdict, JSON.stringify([written, more])).to.equal(verdict)
  })

  it('let a route fail while it waits for a yes', () => {
    const dead = evidenceOf({ candidateUp: false })
    expect(judgeStep(gatesOf({ approval: 'manual' }), dead).verdict).to.equal('fail')
    expect(judgeSafety(gatesOf({ approval: 'manual' }), dead).verdict).to.equal('fail')
    expect(judgeSafety(gatesOf({ approval: 'manual' }), evidenceOf({ candidateUp: true })).verdict).to.equal(
      'pass',
    )
  })

  it('ask for no evidence of a candidate that nobody has tried', () => {
    const untried = evidenceOf({ stage: 'legacy', since: null })
    expect(judgeStep(resolveGates({}, true), untried)).to.deep.equal({ verdict: 'pass', findings: [] })
  })
})

/** What the simulations found, for who reads the output. */
function report(line: string): void {
  process.stdout.write(`${line}\n`)
}

describe('gates that are asked every second', () => {
  interface Rollout {
    readonly failsAfter: number | null
    readonly faults: number
  }
  /** Ten requests to each side a second, looked at each second, until a verdict falls or the time is over. */
  function roll(
    random: () => number,
    rates: { legacy: number; candidate: number },
    seconds: number,
  ): Rollout {
    const counts = { legacy: [0, 0], candidate: [0, 0] }
    const gates = gatesOf({ errors: '+0.5%' })
    for (let second = 1; second <= seconds; second++) {
      for (const each of ['legacy', 'candidate'] as const)
        for (let request = 0; request < 10; request++) {
          counts[each][0]!++
          if (random() < rates[each]) counts[each][1]!++
        }
      const [legacy, candidate] = [counts.legacy, counts.candidate].map(([requests = 0, errors = 0]) =>
        side(requests, errors),
      )
      const { verdict } = judgeStep(gates, evidenceOf({ legacy: legacy!, candidate: candidate! }))
      if (verdict === 'fail') return { failsAfter: second, faults: counts.candidate[1] ?? 0 }
    }
    return { failsAfter: null, faults: counts.candidate[1] ?? 0 }
  }
  const many = (
    runs: number,
    seed: number,
    rates: { legacy: number; candidate: number },
    seconds: number,
  ): readonly Rollout[] => {
    const random = seeded(seed)
    return Array.from({ length: runs }, () => roll(random, rates, seconds))
  }

  it('roll back hardly any candidate that does as well as it must', function () {
    this.timeout(60_000)
    for (const rates of [
      { legacy: 0.001, candidate: 0.001 },
      { legacy: 0.02, candidate: 0.02 },
      { legacy: 0.01, candidate: 0.015 },
    ]) {
      const wrong = many(30, 7, rates, 400).filter(({ failsAfter }) => failsAfter !== null).length
      report(
        `        ${rates.candidate} against ${rates.legacy}: ${wrong} of 30 rolled back in 400 looks each`,
      )
      expect(wrong).to.equal(0)
    }
  })

  it('miss no fault, and let the fewer users see it the worse it is', function () {
    this.timeout(60_000)
    const found = [0.05, 0.2, 1].map((candidate) => {
      const runs = many(40, 11, { legacy: 0.001, candidate }, 600)
      const missed = runs.filter(({ failsAfter }) => failsAfter === null).length
      const faults = runs.map((run) => run.faults).toSorted((one, other) => one - other)
      report(
        `        ${candidate}: ${missed} of 40 missed; users saw ${faults[20]} faults (median), ${faults.at(-1)} at most`,
      )
      expect(missed).to.equal(0)
      return faults[20] ?? Infinity
    })
    expect(found[2]).to.be.at.most(20)
  })
})
