import { expect } from 'chai'
import { eventually } from '../../tests/support/eventually.ts'
import { failure, inSync, openOffice, OPERATOR, type Office } from './support/office.ts'

const FORCED = { force: true }

describe('the way of a route', () => {
  let office: Office
  beforeEach(async () => {
    office = await openOffice()
  })
  afterEach(() => office.close())

  const route = (id: string) =>
    office
      .controller()
      .status()
      .routes.find((one) => one.id === id)!
  const codeOf = async (command: Promise<unknown>): Promise<string> => (await failure(command)).code
  const lastActions = async (): Promise<readonly string[]> =>
    (await office.controller().steps({ limit: 100 })).map(({ action, route: id }) => `${action} ${id}`)

  it('goes step by step to live, and from there to retired alone', async () => {
    const { a, controller } = office
    for (const weight of [5, 50, 100]) {
      expect(route('static').next?.weight).to.equal(weight)
      await controller().advance('static', OPERATOR, FORCED)
      expect([a.weight('static'), route('static').weight]).to.deep.equal([weight, weight])
    }
    expect(route('static')).to.deep.include({ stage: 'live', next: null })
    expect(await codeOf(controller().advance('static', OPERATOR, FORCED))).to.equal('ERR_ROUTE_AT_END')
    await controller().retire('static', OPERATOR)
    expect(route('static')).to.include({ stage: 'retired', weight: 100 })
    for (const command of [
      controller().advance('static', OPERATOR, FORCED),
      controller().set('static', 50, OPERATOR),
      controller().rollback('static', OPERATOR),
      controller().hold('static', OPERATOR),
    ])
      expect(await codeOf(command)).to.equal('ERR_ROUTE_RETIRED')
    expect((await controller().rollback(null, OPERATOR)).moves).to.deep.equal([])
    expect(a.weight('static')).to.equal(100)
  })

  it('takes no step without evidence, unless forced, and records what it rested on', async () => {
    const { controller } = office
    // Where the candidate answered nobody yet there is nothing to know.
    await eventually(() => controller().why('static').verdict === 'pass')
    await controller().advance('static', OPERATOR)
    expect(route('static')).to.include({ stage: 'ramp', weight: 5 })
    const refusal = await failure(controller().advance('static', OPERATOR))
    expect(refusal).to.include({ code: 'ERR_GATE_NOT_PASSED' })
    expect(refusal.message)
      .to.contain('does not go to 50% yet')
      .and.to.contain('too little to compare')
      .and.to.contain('bake: 10 min more, of 10 min')
    const { warnings } = await controller().advance('static', OPERATOR, FORCED)
    expect(warnings).to.have.length(1)
    expect(warnings[0]).to.match(/^forced: errors: .*bake/)
    const [step] = await controller().steps({ limit: 1 })
    expect(step).to.include({ action: 'advance', fromStage: 'ramp', toStage: 'ramp', from: 5, to: 50 })
    expect(JSON.parse(step?.evidence ?? 'null')).to.deep.include({ verdict: 'inconclusive' })
  })

  it('waits for the routes before it, also when forced', async () => {
    const { controller } = office
    const refusal = await failure(controller().advance('search', OPERATOR, FORCED))
    expect(refusal).to.include({ code: 'ERR_ROUTE_ORDER' })
    expect(refusal.message).to.contain('after "static", which stands at 0')
    await controller().set('static', 100, OPERATOR)
    await controller().advance('search', OPERATOR, FORCED)
    expect(route('search').weight).to.equal(5)
  })

  it('ends for good only where it is live', async () => {
    await office.controller().set('static', 50, OPERATOR)
    expect(await codeOf(office.controller().retire('static', OPERATOR))).to.equal('ERR_ROUTE_NOT_LIVE')
  })

  it('is not taken twice by two who decided at the same version', async () => {
    const { controller } = office
    const expectedVersion = controller().status().version
    const both = await Promise.allSettled(
      ['ann', 'bob'].map((who) =>
        controller().advance('static', { who, why: null }, { force: true, expectedVersion }),
      ),
    )
    expect(both.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
    const [refused] = both.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as { code: string }] : [],
    )
    expect(refused?.code).to.equal('ERR_STATE_CONFLICT')
    expect(route('static').weight).to.equal(5)
    expect(await codeOf(controller().set('static', 50, OPERATOR, { expectedVersion }))).to.equal(
      'ERR_STATE_CONFLICT',
    )
  })

  it('is blocked by a hold in every direction but back, over a restart too, until it is released', async () => {
    const { controller } = office
    await controller().set('static', 50, OPERATOR)
    await controller().hold('static', { who: 'ann', why: 'a release' })
    await inSync(await office.restart())
    expect(route('static').hold).to.include({ cause: 'operator', who: 'ann', why: 'a release' })
    for (const command of [
      controller().advance('static', OPERATOR, FORCED),
      controller().set('static', 100, OPERATOR),
      controller().shadow('static', OPERATOR),
    ])
      expect(await codeOf(command)).to.equal('ERR_ROUTE_HELD')
    await controller().rollback('static', OPERATOR)
    expect(route('static')).to.deep.include({ weight: 0 })
    expect(route('static').hold?.cause).to.equal('operator')
    await controller().release('static', OPERATOR)
    expect(route('static').hold).to.equal(null)
    await controller().advance('static', OPERATOR, FORCED)
    expect(await lastActions()).to.deep.equal(
      ['advance', 'release', 'rollback', 'hold', 'set'].map((action) => `${action} static`),
    )
  })

  it('is blocked for all by a pause, but not back', async () => {
    const { controller } = office
    await controller().set('static', 50, OPERATOR)
    await controller().pause({ who: 'ann', why: 'change freeze' })
    expect(controller().status().pause).to.include({ who: 'ann', why: 'change freeze' })
    expect(await codeOf(controller().advance('static', OPERATOR, FORCED))).to.equal('ERR_CONTROLLER_PAUSED')
    await controller().rollback(null, OPERATOR)
    await controller().resume(OPERATOR)
    await controller().advance('static', OPERATOR, FORCED)
    expect(controller().status().pause).to.equal(null)
  })

  it('has a yes that counts for one step', async () => {
    const { controller } = office
    await controller().approve('static', { who: 'ann', why: 'seen' })
    expect(route('static').approved).to.equal(true)
    await inSync(await office.restart())
    expect(route('static').approved).to.equal(true)
    await controller().advance('static', OPERATOR, FORCED)
    expect(route('static').approved).to.equal(false)
  })

  it('can be held and paused without the database, and then is written down when it is back', async () => {
    const { controller, relay } = office
    await controller().set('static', 50, OPERATOR)
    relay.cut()
    await eventually(() => controller().role() === 'cut-off')
    expect((await controller().hold('static', OPERATOR)).recorded).to.equal(false)
    expect((await controller().pause(OPERATOR)).recorded).to.equal(false)
    expect(await codeOf(controller().release('static', OPERATOR))).to.equal('ERR_DATABASE_DOWN')
    expect(route('static').hold?.cause).to.equal('operator')
    relay.restore()
    await eventually(() => controller().role() === 'leader' && controller().status().unrecorded === 0)
    await inSync(await office.restart())
    expect(route('static').hold?.cause).to.equal('operator')
    expect(controller().status().pause).not.to.equal(null)
  })

  it('is held when somebody changes it on a plane, which is kept or taken back, and free again by that', async () => {
    const { a, b, controller } = office
    await controller().set('static', 5, OPERATOR)
    a.setByHand('static', 70)
    await eventually(() => route('static').hold?.cause === 'drift')
    expect(route('static').hold?.why).to.equal('a: 70%, where the table says 5%')
    expect(await codeOf(controller().advance('static', OPERATOR, FORCED))).to.equal('ERR_ROUTE_HELD')
    expect(await codeOf(controller().release('static', OPERATOR))).to.equal('ERR_ROUTE_HELD')
    await controller().adopt('static', OPERATOR)
    expect([a.weight('static'), b.weight('static'), route('static').weight]).to.deep.equal([70, 70, 70])
    expect(route('static').hold).to.equal(null)

    b.setByHand('static', 1)
    await eventually(() => route('static').hold?.cause === 'drift')
    await controller().revert('static', OPERATOR)
    expect([a.weight('static'), b.weight('static'), route('static').weight]).to.deep.equal([70, 70, 70])
    expect(route('static').hold).to.equal(null)
    expect(await codeOf(controller().revert('static', OPERATOR))).to.equal('ERR_DRIFT_NONE')
  })

  it('is free again when whoever changed it on a plane takes that back', async () => {
    const { a, controller } = office
    await controller().set('static', 5, OPERATOR)
    a.setByHand('static', 70)
    await eventually(() => route('static').hold !== null)
    a.setByHand('static', 5)
    await eventually(() => route('static').hold === null)
    expect((await lastActions()).slice(0, 2)).to.deep.equal(['release static', 'hold static'])
  })

  it('that somebody else holds stays held when what was changed by hand is settled', async () => {
    const { a, controller } = office
    await controller().set('static', 5, OPERATOR)
    await controller().hold('static', { who: 'ann', why: 'a release' })
    for (const settle of ['adopt', 'revert'] as const) {
      a.setByHand('static', 70 + settle.length)
      await eventually(() => controller().status().drift.length > 0)
      await controller()[settle]('static', OPERATOR)
      expect(route('static').hold).to.include({ cause: 'operator', who: 'ann' })
    }
  })

  it('is not adopted where planes were changed in different ways, and names both', async () => {
    const { a, b, controller } = office
    await controller().set('static', 5, OPERATOR)
    a.setByHand('static', 70)
    b.setByHand('static', 20)
    await eventually(() => controller().status().drift.length === 2)
    const refusal = await failure(controller().adopt('static', OPERATOR))
    expect(refusal.code).to.equal('ERR_DRIFT_UNCLEAR')
    expect(refusal.message).to.contain('a to 70%, b to 20%')
    expect([a.weight('static'), b.weight('static'), route('static').weight]).to.deep.equal([70, 20, 5])
    await controller().revert('static', OPERATOR)
    expect([a.weight('static'), b.weight('static')]).to.deep.equal([5, 5])
  })

  it('is judged where it stands once the step under way is done', async () => {
    const { a, controller } = office
    const [, advanced] = await Promise.all([
      controller().set('static', 50, OPERATOR),
      controller().advance('static', OPERATOR, FORCED),
    ])
    expect(advanced.moves).to.deep.equal([{ route: 'static', from: 50, to: 100 }])
    expect(a.weight('static')).to.equal(100)
  })

  it('is named by a rollback of all that leaves it retired', async () => {
    const { controller } = office
    await controller().set('static', 100, OPERATOR)
    await controller().retire('static', OPERATOR)
    const left = ['left at the candidate, as there is no way back from retired: "static"']
    expect((await controller().rollback(null, OPERATOR)).warnings).to.deep.equal(left)
    await controller().set('search', 50, OPERATOR)
    expect((await controller().rollback(null, OPERATOR)).warnings).to.deep.equal(left)
  })

  it('is set against its gates with a warning of what they say', async () => {
    const { controller } = office
    await controller().set('static', 5, OPERATOR)
    await eventually(() => controller().why('static').verdict === 'inconclusive')
    const { warnings } = await controller().set('static', 50, OPERATOR)
    expect(warnings).to.have.length(1)
    expect(warnings[0]).to.match(/^the gates do not let "static" go on yet: .*bake: 10 min more/)
    expect((await controller().set('static', 5, OPERATOR)).warnings).to.deep.equal([])
  })

  it('has no yes left of a step that was not taken, when a plane turned out to be ahead', async () => {
    const { a, b, controller } = office
    // From 60 as from 50 the next step leads to 100.
    await controller().set('static', 60, OPERATOR)
    await controller().approve('static', OPERATOR)
    expect(route('static').approved).to.equal(true)
    const { version, routes } = a.table()!
    const ahead = {
      ...a.table()!,
      version: version + 10,
      routes: routes.map((one) => (one.id === 'static' ? { ...one, weight: 50 } : one)),
    }
    await Promise.all([a.stop(), b.stop()])
    await Promise.all([a.start(ahead), b.start(ahead)])
    await eventually(() => route('static').weight === 50)
    expect(route('static').approved).to.equal(false)
  })
})
