import { expect } from 'chai'
import fc from 'fast-check'
import { judgeSafety, judgeStep, metricQuery, type MetricEvidence } from '../src/index.ts'
import { name as nameSchema } from '../src/language/name-schema.ts'
import { evidenceOf, gatesOf } from './support/gate-evidence.ts'

const gates = gatesOf({
  metrics: [
    { name: 'errors', query: 'errors', max: 0.01 },
    { name: 'orders', query: 'orders', min: 5 },
  ],
})

function seen(name: string, value: number, looksBeyond = 0): MetricEvidence {
  return { name, value, isWithin: looksBeyond === 0, says: String(value), looksBeyond }
}

function unknown(name: string, says: string): MetricEvidence {
  return { name, value: null, isWithin: null, says, looksBeyond: 0 }
}

describe('the gate on metrics', () => {
  it('passes while every metric keeps to its limit', () => {
    const evidence = evidenceOf({ metrics: [seen('errors', 0.01), seen('orders', 5)] })
    const { verdict, findings } = judgeStep(gates, evidence)
    expect(verdict).to.equal('pass')
    expect(findings.map(({ sentence }) => sentence)).to.deep.equal([
      'metrics: errors is 0.01; 0.01 at most',
      'metrics: orders is 5; 5 at least',
    ])
  })

  it('waits while one is beyond its limit, and fails once it was in three looks', () => {
    for (const [looks, verdict, says] of [
      [1, 'inconclusive', 'metrics: orders is 4; 5 at least; beyond that in 1 of 3 looks'],
      [2, 'inconclusive', 'metrics: orders is 4; 5 at least; beyond that in 2 of 3 looks'],
      [3, 'fail', 'metrics: orders is 4; 5 at least, and it stays beyond that'],
      [4, 'fail', 'metrics: orders is 4; 5 at least, and it stays beyond that'],
    ] as const) {
      const evidence = evidenceOf({ metrics: [seen('errors', 0), seen('orders', 4, looks)] })
      expect(judgeStep(gates, evidence).verdict, says).to.equal(verdict)
      const safety = judgeSafety(gates, evidence)
      expect(safety.verdict, says).to.equal(verdict)
      expect(safety.findings.at(-1)?.sentence).to.equal(says)
    }
  })

  it('waits, and says why, where a value is missing', () => {
    const evidence = evidenceOf({ metrics: [unknown('errors', 'no data'), seen('orders', 9)] })
    const { verdict, findings } = judgeStep(gates, evidence)
    expect(verdict).to.equal('inconclusive')
    expect(findings[0]?.sentence).to.equal('metrics: errors: no data')
  })

  it('waits where nobody was asked, as a whole and for one', () => {
    for (const metrics of [null, [seen('errors', 0)]]) {
      const { verdict, findings } = judgeStep(gates, evidenceOf({ metrics }))
      expect(verdict).to.equal('inconclusive')
      expect(findings.at(-1)?.sentence).to.equal('metrics: orders was not asked for yet')
    }
  })

  it('is not asked of a candidate that nobody has tried', () => {
    const evidence = evidenceOf({ stage: 'legacy', metrics: [seen('errors', 1, 9)] })
    expect(judgeStep(gates, evidence).verdict).to.equal('pass')
  })
})

describe('metricQuery', () => {
  it('names the route wherever the query asks for it, whatever it is called', () => {
    const query = 'a{route="{{route}}"} / b{route=~"{{route}}|all"}'
    const ids = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/)
    fc.assert(
      fc.property(ids, (id) => {
        expect(metricQuery({ query }, id)).to.equal(`a{route="${id}"} / b{route=~"${id}|all"}`)
      }),
    )
  })

  it('rests on ids that cannot leave a string of PromQL', () => {
    for (const id of ['a"b', "a'b", 'a\\b', 'a`b', 'a\nb', 'a.b', 'a$&b'])
      expect(nameSchema.safeParse(id).success, id).to.equal(false)
  })
})
