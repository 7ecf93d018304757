import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { errorOf, openApi, type TestApi } from '../support/api.ts'
import { openOffice, OPERATOR, type Office } from '../support/office.ts'

describe('the pages for operations', () => {
  let office: Office
  let api: TestApi
  beforeEach(async () => {
    office = await openOffice()
    api = await openApi(office.controller())
  })
  afterEach(async () => {
    await api.close()
    await office.close()
  })

  async function metrics(): Promise<Readonly<Record<string, number>>> {
    const { text, headers } = await api.ask('GET', '/metrics', { as: 'nobody' })
    expect(headers.get('content-type')).to.match(/^text\/plain; version=0\.0\.4/)
    const lines = text.matchAll(/^(strangler_\S+) (\S+)$/gm)
    return Object.fromEntries([...lines].map(([, name = '', value]) => [name, Number(value)] as const))
  }

  it('count in /metrics what the status says', async () => {
    const { version } = await office.controller().set('static', 33, OPERATOR)
    office.a.setByHand('static', 70)
    await office.b.stop()
    await eventually(() => {
      const { drift, planes, routes, unrecorded } = office.controller().status()
      const isHeld = routes.some(({ hold }) => hold?.cause === 'drift')
      return drift.length === 1 && planes[1]?.reachable === false && isHeld && unrecorded === 0
    })
    expect(await metrics()).to.include({
      strangler_leader: 1,
      strangler_table_version: version,
      strangler_unrecorded_steps: 0,
      'strangler_route_weight{route="static"}': 33,
      'strangler_route_stage{route="static",stage="ramp"}': 1,
      'strangler_route_stage{route="search",stage="legacy"}': 1,
      strangler_notifications_pending: 0,
      strangler_notifications_given_up_total: 0,
      'strangler_plane_route_weight{plane="a",route="static"}': 70,
      'strangler_plane_reachable{plane="a"}': 1,
      'strangler_plane_reachable{plane="b"}': 0,
      'strangler_drift{plane="a"}': 1,
      'strangler_drift{plane="b"}': 0,
    })
    expect(await metrics()).not.to.have.property('strangler_plane_route_weight{plane="b",route="static"}')
  })

  it('count in /metrics the steps by action, from nought', async () => {
    const nought = { 'strangler_steps_total{action="set"}': 0, 'strangler_steps_total{action="rollback"}': 0 }
    expect(await metrics()).to.include(nought)
    await office.controller().set('static', 5, OPERATOR)
    await office.controller().set('static', 50, OPERATOR)
    await office.controller().rollback(null, OPERATOR)
    expect(await metrics()).to.include({
      'strangler_steps_total{action="set"}': 2,
      'strangler_steps_total{action="rollback"}': 1,
    })
  })

  it('count in /metrics whom the API refused what operators do', async () => {
    for (let time = 0; time < 3; time++) await api.ask('POST', '/api/v1/rollback', { as: 'nobody', body: {} })
    await api.ask('POST', '/api/v1/rollback', { as: 'viewer', body: {} })
    for (let time = 0; time < 2; time++)
      expect(await metrics()).to.include({
        'strangler_refused_calls_total{status="401"}': 3,
        'strangler_refused_calls_total{status="403"}': 1,
        'strangler_refused_calls_total{status="429"}': 0,
      })
  })

  it('tell in /metrics what is held and why, and whether everything is paused', async () => {
    await office.controller().hold('search', OPERATOR)
    await office.controller().pause(OPERATOR)
    const held = 'strangler_route_hold{route="search",cause="operator"}'
    expect(await metrics()).to.include({ [held]: 1, strangler_paused: 1 })
    await office.controller().release('search', OPERATOR)
    await office.controller().resume(OPERATOR)
    expect(await metrics())
      .to.include({ strangler_paused: 0 })
      .and.not.to.have.property(held)
  })

  it('tell in /metrics where a route stands now, and no more where it stood', async () => {
    await office.controller().set('static', 5, OPERATOR)
    await metrics()
    await office.controller().rollback(null, OPERATOR)
    expect(await metrics()).not.to.have.property('strangler_route_stage{route="static",stage="ramp"}')
  })

  it('are well and ready, with the role, once it is known where routes stand', async () => {
    expect((await api.ask('GET', '/healthz')).json).to.deep.equal({ status: 'ok' })
    expect((await api.ask('GET', '/readyz')).json).to.deep.equal({ status: 'ready', role: 'leader' })
  })

  it('are well but not ready while neither database nor planes tell where routes stand', async () => {
    office.relay.cut()
    await Promise.all([office.a.stop(), office.b.stop()])
    const second = await openApi(await office.restart())
    try {
      expect((await second.ask('GET', '/healthz')).status).to.equal(200)
      for (const path of ['/readyz', '/api/v1/status', '/api/v1/table', '/api/v1/traffic']) {
        const answer = await second.ask('GET', path)
        expect({ path, status: answer.status }).to.deep.equal({ path, status: 503 })
        expect(errorOf(answer).code).to.equal('ERR_CONTROLLER_STARTING')
        expect(answer.headers.get('retry-after')).to.equal('1')
      }
      expect((await second.ask('GET', '/metrics')).text).to.match(/^strangler_leader 0$/m)
    } finally {
      await second.close()
    }
  })
})
