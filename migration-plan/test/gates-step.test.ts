import { expect } from 'chai'
import { judgeSafety, judgeStep, type Evidence, type Finding } from '../src/index.ts'
import type { GatesFile } from '../src/language/gates-schema.ts'
import { resolveGates } from '../src/reading/resolve-gates.ts'
import { evidenceOf, gatesOf, side } from './support/gate-evidence.ts'

const judged = (written: GatesFile, more: Partial<Evidence>): Finding => {
  const { findings } = judgeStep(gatesOf(written), evidenceOf(more))
  expect(findings).to.have.length(1)
  return findings[0]!
}

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
})

describe('all gates of a step together', () => {
  it('let a route fail while it waits for a yes', () => {
    const dead = evidenceOf({ candidateUp: false })
    expect(judgeStep(gatesOf({ approval: 'manual' }), dead).verdict).to.equal('fail')
    expect(judgeSafety(gatesOf({ approval: 'manual' }), dead).verdict).to.equal('fail')
    const failing = evidenceOf({ candidate: side(100, 90), legacy: side(1000, 1) })
    expect(judgeStep(gatesOf({ approval: 'manual', errors: '+1%' }), failing).verdict).to.equal('fail')
    expect(judgeSafety(gatesOf({ approval: 'manual' }), evidenceOf({ candidateUp: true })).verdict).to.equal(
      'pass',
    )
  })

  it('ask for no evidence of a candidate that nobody has tried', () => {
    const untried = evidenceOf({ stage: 'legacy', since: null })
    expect(judgeStep(resolveGates({}, true), untried)).to.deep.equal({ verdict: 'pass', findings: [] })
  })

  for (const stage of ['shadow', 'ramp', 'live'] as const)
    it(`pass nothing of which nothing is known, at the stage ${stage}`, () => {
      const { verdict, findings } = judgeStep(resolveGates({ bake: 'none' }, true), evidenceOf({ stage }))
      expect(verdict).to.equal('inconclusive')
      expect(findings.map((finding) => finding.verdict)).not.to.include('pass')
    })
})
