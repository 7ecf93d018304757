import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { hasPrometheus, startPrometheus, type RealPrometheus } from '../support/real-prometheus.ts'
import { OPERATOR, openOffice, type Office } from '../support/office.ts'
import { planText } from '../support/temporary-plan.ts'

const metric = (query: string): string =>
  `{ errors: none, latencyP95: none, bake: none, metrics: [{ name: errors, query: '${query}', max: 0.01 }] }`
const plan = planText(
  [
    ['well', 'vector(0.005)'],
    ['bad', '0.5 * absent(x{route="{{route}}"})'],
  ]
    .map(
      ([id, query = '']) =>
        `  - { id: ${id}, match: { path: /${id} }, candidate: new, gates: ${metric(query)} }\n`,
    )
    .join(''),
)

describe('a gate on metrics', () => {
  let prometheus: RealPrometheus | undefined
  let office: Office
  before('by a Prometheus that this machine has, or else: apt-get install prometheus', async function () {
    if (!(await hasPrometheus())) return this.skip()
    prometheus = await startPrometheus()
    office = await openOffice({ prometheusUrl: prometheus.url })
    await office.plan.write(plan)
    await office.controller().reload()
  })
  after(async () => {
    if (prometheus === undefined) return
    await office.close()
    await prometheus.close()
  })

  const says = (route: string): string | undefined =>
    office
      .controller()
      .why(route)
      .findings.find(({ gate }) => gate === 'metrics')?.sentence

  it('is not asked before the candidate is tried', () => {
    expect(says('well')).to.equal(undefined)
  })

  it('lets a route go on while its number is within', async () => {
    await office.controller().set('well', 5, OPERATOR, {})
    await eventually(() => says('well') === 'metrics: errors is 0.005; 0.01 at most')
    await office.controller().advance('well', OPERATOR, {})
    expect(office.controller().why('well').weight).to.equal(50)
  })

  it('keeps a route where it is whose number is beyond its limit', async () => {
    await office.controller().set('bad', 5, OPERATOR, {})
    await eventually(
      () => says('bad') === 'metrics: errors is 0.5; 0.01 at most; beyond that in 1 of 3 looks',
    )
    expect(office.controller().why('bad').verdict).to.equal('inconclusive')
  })

  it('waits where Prometheus is gone, and says so', async () => {
    await prometheus?.close()
    await office.controller().set('well', 5, OPERATOR, {})
    await eventually(() => says('well')?.startsWith('metrics: errors: Prometheus cannot be asked: ') === true)
    expect(office.controller().why('well').verdict).to.equal('inconclusive')
  })
})

describe('a controller without a Prometheus', () => {
  let office: Office
  before(async () => {
    office = await openOffice()
    await office.plan.write(plan)
    await office.controller().reload()
  })
  after(() => office.close())

  it('waits at a gate on metrics, and strangler doctor says what is missing', async () => {
    await office.controller().set('well', 5, OPERATOR, {})
    await eventually(() =>
      office
        .controller()
        .why('well')
        .findings.some(
          ({ sentence }) => sentence === 'metrics: errors: the controller has no PROMETHEUS_URL to ask',
        ),
    )
    const found = (await office.controller().examine()).find(({ about }) => about === 'prometheus')
    expect(found).to.deep.equal({
      about: 'prometheus',
      level: 'fail',
      what: 'PROMETHEUS_URL is not set, and gates of "well", "bad" wait for its metrics',
      remedy: 'set it, or write metrics: none',
    })
  })
})
