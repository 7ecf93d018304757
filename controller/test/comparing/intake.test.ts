import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { storedName } from '../../src/planes/stored-name.ts'
import { createComparisonStore, type ComparisonStore } from '../../src/store/comparison-store.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'
import { openOffice, type Office } from '../support/office.ts'
import { aBatch, aDifference, anExample, findings } from '../support/reports.ts'

const SINCE = new Date(Date.now() - 3_600_000)

describe('the controller', function () {
  this.timeout(60_000)
  let office: Office
  let db: Database
  let store: ComparisonStore
  beforeEach(async () => {
    office = await openOffice()
    db = openDatabase(office.databaseUrl, () => undefined)
    store = createComparisonStore(db)
  })
  afterEach(async () => {
    await db.destroy()
    await office.close()
  })

  const equal = (count: number) => findings({ outcomes: [{ signatures: [], count }] })
  const pairs = async (): Promise<number> => {
    const outcomes = await store.outcomes({ since: SINCE })
    return outcomes.reduce((sum, { count }) => sum + count, 0)
  }
  const countedIs = (expected: number) => eventually(async () => (await pairs()) === expected)
  const told = (instance: string, number: number) =>
    eventually(() => office.a.acknowledged().some(([one, after]) => one === instance && after === number))

  it('counts what the planes compared, and acknowledges it to the instance that it came from', async () => {
    await eventually(() => office.a.acknowledged().length > 0)
    expect(office.a.acknowledged()[0]).to.deep.equal([undefined, 0])
    const batches = [4, 5].map((number) => aBatch(number, { findings: [equal(number)] }))
    office.a.reports({ instance: 'one', batches, dropped: 0 })
    office.b.reports({ instance: 'two', batches: [aBatch(1, { findings: [equal(100)] })], dropped: 0 })
    await countedIs(109)
    await told('one', 5)
    expect(await pairs()).to.equal(109)
    const later = [...batches, aBatch(6, { findings: [equal(1000)] })]
    office.a.reports({ instance: 'one', batches: later, dropped: 0 })
    await countedIs(1109)
  })

  it('counts once what another controller has counted, and from the start what a new instance says', async () => {
    office.a.reports({ instance: 'one', batches: [aBatch(1, { findings: [equal(1)] })], dropped: 0 })
    await countedIs(1)
    await office.restart()
    const asked = office.a.acknowledged().length
    await eventually(() => office.a.acknowledged().length > asked + 1)
    expect(await pairs()).to.equal(1)
    office.a.reports({ instance: 'again', batches: [aBatch(1, { findings: [equal(10)] })], dropped: 0 })
    await countedIs(11)
  })

  it('acknowledges nothing while the database is down, and counts it when it is back', async () => {
    office.relay.cut()
    await eventually(() => office.controller().role() === 'cut-off')
    office.a.reports({ instance: 'one', batches: [aBatch(1, { findings: [equal(3)] })], dropped: 0 })
    office.relay.restore()
    await countedIs(3)
    await told('one', 1)
    const first = office.a.acknowledged().findIndex(([instance]) => instance === 'one')
    expect(office.a.acknowledged()[first]).to.deep.equal(['one', 1])
  })

  it('skips a report that is none, and of a report only the batch that breaks the contract', async () => {
    office.a.reports(null)
    const asked = office.a.acknowledged().length
    await eventually(() => office.a.acknowledged().length > asked)
    const bad = { ...aBatch(1), findings: [{ ...equal(5), against: 'nobody' }] } as never
    const good = aBatch(2, { findings: [equal(7)] })
    office.a.reports({ instance: 'one', batches: [good, bad], dropped: 3 })
    await countedIs(7)
    await told('one', 2)
    expect(office.controller().role()).to.equal('leader')
  })

  it('takes signatures and examples with characters that PostgreSQL has not, and of any length', async () => {
    const odd = aDifference(`$["a\0b\ud800${'c'.repeat(5000)}"]`)
    const example = anExample([odd], { body: '\0' })
    const batch = aBatch(1, {
      findings: [
        findings({
          outcomes: [{ signatures: [odd.signature], count: 1 }],
          ruledOut: [{ rule: 'r'.repeat(5000), times: 2 }],
        }),
      ],
      signatures: [{ route: 'static', difference: odd }],
      examples: [example],
    })
    office.a.reports({ instance: 'one', batches: [batch], dropped: 0 })
    await countedIs(1)
    const [outcome] = await store.outcomes({ since: SINCE })
    const [signature = ''] = outcome?.signatures ?? []
    expect(signature).to.match(/^static value \$\["a\ufffdb\ufffdc+…/)
    expect((await store.signatures('static')).has(signature)).to.equal(true)
    expect((await store.exampleHeads({ route: 'static', signature, limit: 1 }))[0]?.id).to.equal(example.id)
    const rules = await store.rules({ route: 'static', since: SINCE })
    expect(rules.get(storedName('r'.repeat(5000)))).to.equal(2)
  })
})
