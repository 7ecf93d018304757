import { expect } from 'chai'
import pg from 'pg'
import { eventually } from '../../tests/support/eventually.ts'
import { failure, inSync, openOffice, OPERATOR, type Office } from './support/office.ts'
import { planText } from './support/temporary-plan.ts'

describe('steps', () => {
  let office: Office
  beforeEach(async () => {
    office = await openOffice()
  })
  afterEach(() => office.close())

  it('are in effect on every plane, and recorded, when the answer comes', async () => {
    const { a, b } = office
    const result = await office.controller().set('static', 50, { who: 'ann', why: 'a first look' })
    expect([a.weight('static'), b.weight('static')]).to.deep.equal([50, 50])
    expect(result.moves).to.deep.equal([{ route: 'static', from: 0, to: 50 }])
    expect(result.recorded).to.equal(true)
    expect(result.secondsToEffect).to.be.within(0, 1)
    const [step] = await office.controller().steps({ limit: 10 })
    expect(step).to.include({
      who: 'ann',
      why: 'a first look',
      route: 'static',
      from: 0,
      to: 50,
      action: 'set',
    })
    expect(step?.version).to.equal(a.table()?.version)
  })

  it('warn of routes that the plan wants live first, and are taken all the same', async () => {
    const early = await office.controller().set('search', 5, OPERATOR)
    expect(early.warnings).to.deep.equal(['the plan has "search" after "static", which stands at 0'])
    await office.controller().set('static', 100, OPERATOR)
    const { warnings } = await office.controller().set('search', 50, OPERATOR)
    expect(warnings.filter((warning) => warning.includes('"static"'))).to.deep.equal([])
    await office.controller().set('static', 0, OPERATOR)
    expect((await office.controller().set('search', 5, OPERATOR)).warnings).to.deep.equal([])
  })

  it('are refused for a route that is unknown or cannot move, with a remedy', async () => {
    const { controller } = office
    const unknown = await failure(controller().set('serch', 5, OPERATOR))
    expect(unknown).to.include({ code: 'ERR_ROUTE_UNKNOWN' })
    expect(unknown.message).to.contain('did you mean "search"?')
    for (const id of ['api', 'admin', 'unclaimed'])
      expect(await failure(controller().set(id, 5, OPERATOR))).to.include({ code: 'ERR_ROUTE_NOT_MOVABLE' })
    expect(await failure(controller().rollback('api', OPERATOR))).to.include({
      code: 'ERR_ROUTE_NOT_MOVABLE',
    })
  })

  it('are applied on no plane if one refuses', async () => {
    const { a, b, controller } = office
    await controller().set('static', 5, OPERATOR)
    b.behave('refuse')
    const error = await failure(controller().set('static', 50, OPERATOR))
    expect(error).to.include({ code: 'ERR_PLANE_REFUSED' })
    expect(error.message).to.contain('nothing was changed').and.to.contain('bad table')
    expect([a.weight('static'), b.weight('static')]).to.deep.equal([5, 5])
    expect(await controller().steps({ limit: 10 })).to.have.length(1)
    b.behave('well')
    await controller().set('static', 50, OPERATOR)
    expect([a.weight('static'), b.weight('static')]).to.deep.equal([50, 50])
  })

  it('are refused when a plane says yes but does not do it', async () => {
    const { a, b, controller } = office
    b.behave('ignore')
    expect(await failure(controller().set('static', 50, OPERATOR))).to.include({ code: 'ERR_PLANE_REFUSED' })
    b.behave('well')
    expect(a.weight('static')).to.equal(0)
  })

  it('go on without a plane that is away, and say so', async () => {
    const { a, b, controller } = office
    await b.stop()
    const result = await controller().set('static', 50, OPERATOR)
    expect(a.weight('static')).to.equal(50)
    expect(result.planes.map(({ result: how }) => how)).to.deep.equal(['confirmed', 'unreachable'])
    expect(result.warnings.join()).to.contain('plane "b" was not told')
    await b.start()
    await eventually(() => b.weight('static') === 50)
  })

  it('do not wait for a hanging plane to be in effect on the others', async () => {
    const { b, controller } = office
    b.behave('hang')
    const result = await controller().rollback('static', OPERATOR)
    expect(result.secondsToEffect).to.be.below(1)
    expect(result.planes.map(({ result: how }) => how)).to.deep.equal(['confirmed', 'unreachable'])
    b.behave('well')
  })

  it('change nothing when no plane can be told', async () => {
    const { a, b, controller } = office
    const before = a.table()
    await Promise.all([a.stop(), b.stop()])
    for (const step of [
      () => controller().set('static', 50, OPERATOR),
      () => controller().rollback('static', OPERATOR),
    ])
      expect(await failure(step())).to.include({ code: 'ERR_PLANE_UNREACHABLE' })
    expect(await controller().steps({ limit: 10 })).to.deep.equal([])
    await Promise.all([a.start(before), b.start(before)])
    await inSync(controller())
    expect([a.weight('static'), b.weight('static')]).to.deep.equal([0, 0])
  })

  it('leave alone what an operator did to another route by hand', async () => {
    const { a, b, controller } = office
    await controller().set('search', 5, OPERATOR)
    a.setByHand('search', 70)
    await eventually(() => controller().status().drift.length > 0)
    await controller().set('static', 50, OPERATOR)
    expect([a.weight('search'), b.weight('search')]).to.deep.equal([70, 5])
    await controller().set('search', 50, OPERATOR)
    expect([a.weight('search'), b.weight('search')]).to.deep.equal([50, 50])
    expect(controller().status().drift).to.deep.equal([])
  })

  it('are taken one after the other, however many come at once', async () => {
    const { a, controller } = office
    const weights = Array.from({ length: 20 }, (_, index) => index * 5)
    const results = await Promise.all(weights.map((weight) => controller().set('static', weight, OPERATOR)))
    expect(new Set(results.map(({ version }) => version)).size).to.equal(20)
    expect(results.map(({ moves }) => moves[0]?.from)).to.deep.equal([0, ...weights.slice(0, -1)])
    expect(a.weight('static')).to.equal(95)
  })

  describe('rollback', () => {
    it('takes every route back that a candidate answers, also those moved by hand', async () => {
      const { a, controller } = office
      await controller().set('static', 100, OPERATOR)
      a.setByHand('search', 30)
      await eventually(() => controller().status().drift.length > 0)
      const result = await controller().rollback(null, { who: 'ann', why: 'it burns' })
      expect(result.moves.map(({ route, to }) => [route, to])).to.deep.equal([
        ['static', 0],
        ['search', 0],
      ])
      expect([a.weight('static'), a.weight('search')]).to.deep.equal([0, 0])
      expect(await controller().steps({ route: 'static', limit: 1 })).to.have.nested.property(
        '[0].action',
        'rollback',
      )
    })

    it('has nothing to do where legacy answers everything', async () => {
      const before = office.a.table()?.version
      const result = await office.controller().rollback(null, OPERATOR)
      expect(result).to.deep.include({ moves: [], version: before })
    })

    it('goes through on the plane that takes it although another refuses', async () => {
      const { a, b, controller } = office
      await controller().set('static', 100, OPERATOR)
      b.behave('refuse')
      const result = await controller().rollback('static', OPERATOR)
      expect(a.weight('static')).to.equal(0)
      expect(result.warnings.join()).to.contain('plane "b" was not told')
    })
  })

  describe('audit', () => {
    it('refuses to be changed, deleted or emptied', async () => {
      await office.controller().set('static', 5, OPERATOR)
      const client = new pg.Client({ connectionString: office.databaseUrl })
      await client.connect()
      for (const statement of ["update step set who = 'nobody'", 'delete from step', 'truncate step'])
        expect(await failure(client.query(statement))).to.include({ code: '23001' })
      await client.end()
      expect(await office.controller().steps({ limit: 10 })).to.have.length(1)
    })
  })

  describe('another plan', () => {
    it('takes effect with the standings kept, new routes at legacy, gone routes remembered', async () => {
      const { a, plan, controller } = office
      await controller().set('static', 50, OPERATOR)
      await plan.write(
        planText()
          .replace(/.*id: static.*\n/, '')
          .replace(', after: [static]', ''),
      )
      await controller().reload()
      expect(a.weight('static')).to.equal(undefined)
      await plan.write(planText('  - { id: fresh, match: { path: /fresh }, candidate: new }'))
      const result = await controller().reload()
      expect(result.version).to.equal(a.table()?.version)
      expect([a.weight('static'), a.weight('fresh')]).to.deep.equal([50, 0])
    })

    it('changes nothing when it is bad, and every problem is told', async () => {
      const { a, plan, controller } = office
      const before = a.table()
      await plan.write(planText('  - { id: static, match: { path: /static/* }, candidate: nobody }'))
      const error = await failure(controller().reload())
      expect(error).to.include({ code: 'ERR_PLAN_INVALID' })
      expect(error.message.split('\n').length).to.be.above(1)
      expect(error.message).to.match(/plan\.yaml:\d+:\d+: /)
      expect(a.table()).to.deep.equal(before)
    })

    it('changes nothing when a plane refuses it', async () => {
      const { a, b, plan, controller } = office
      b.behave('refuse')
      await plan.write(planText('  - { id: fresh, match: { path: /fresh }, candidate: new }'))
      expect(await failure(controller().reload())).to.include({ code: 'ERR_PLANE_REFUSED' })
      expect(a.weight('fresh')).to.equal(undefined)
      expect(
        controller()
          .table()
          .routes.map(({ id }) => id),
      ).not.to.contain('fresh')
    })
  })
})
