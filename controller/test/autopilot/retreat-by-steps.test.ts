import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import type { ChainedStep } from '../../src/store/step.ts'
import { OPERATOR, openOffice, type Office } from '../support/office.ts'
import { planText } from '../support/temporary-plan.ts'

const GATES = '{ errors: +1%, latencyP95: none, bake: none }'
const ROUTE = `  - { id: busy, match: { path: /busy }, candidate: new, gates: ${GATES} }\n`
const A_SECOND = 1000

describe('a route with more load than legacy ever bore', () => {
  let office: Office
  before(async () => {
    office = await openOffice()
    await office.plan.write(planText(ROUTE))
    await office.controller().reload()
  })
  after(() => office.close())

  it('is taken back by steps, each as soon as legacy bore the one before', async () => {
    await office.controller().set('busy', 100, OPERATOR, {})
    const weights = [100]
    let last = performance.now()
    /** Users go on asking, as the weight has it; the candidate fails them all. */
    const use = (): void => {
      const now = performance.now()
      const weight = office.a.weight('busy') ?? 0
      const [all, share] = [((now - last) / 1000) * A_SECOND, weight / 100]
      last = now
      const failed = Math.round(all * share)
      office.a.sends('busy', 'candidate', failed, failed)
      office.a.sends('busy', 'legacy', Math.round(all * (1 - share)))
      if (weights.at(-1) !== weight) weights.push(weight)
    }
    const rollbacks = async (): Promise<readonly ChainedStep[]> =>
      (await office.controller().steps({ route: 'busy', limit: 10 })).filter(
        ({ action }) => action === 'rollback',
      )
    await eventually(async () => {
      use()
      return (await rollbacks())[0]?.to === 0
    })
    expect(weights.slice(0, 2)).to.deep.equal([100, 50])
    expect(weights).to.deep.equal(weights.toSorted((one, other) => other - one))
    const [latest, ...rest] = await rollbacks()
    expect(latest).to.include({ to: 0, who: 'controller first' })
    expect(rest.at(-1)).to.include({ from: 100, to: 50 })
    expect(rest.at(-1)?.why).to.match(
      /^errors.*: candidate .*; by steps, as legacy would get \d+ requests a second, where it never had more than \d+$/,
    )
  }).timeout(40_000)
})
