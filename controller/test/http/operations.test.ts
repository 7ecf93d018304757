import { expect } from 'chai'
import { openApi, type ApiAnswer, type Asking, type TestApi } from '../support/api.ts'
import { openOffice, type Office } from '../support/office.ts'
import { contradictions, type OpenapiDocument } from '../support/openapi.ts'
import { planText } from '../support/temporary-plan.ts'

describe('the API', () => {
  let office: Office
  let api: TestApi
  let document: OpenapiDocument
  before(async () => {
    office = await openOffice()
    api = await openApi(office.controller())
    document = (await api.ask('GET', '/api/v1/openapi.json')).json as OpenapiDocument
  })
  after(async () => {
    await api.close()
    await office.close()
  })

  /** Asks an operation of the document, holds the answer to what the document says of it, and gives the answer. */
  async function call(
    method: string,
    path: string,
    { id = '', query = '', ...asking }: Asking & { id?: string; query?: string } = {},
  ): Promise<ApiAnswer & { readonly body: Record<string, unknown> }> {
    const answer = await api.ask(method, `/api/v1${path.replace('{id}', id)}${query}`, asking)
    expect(contradictions(document, method, path, answer), answer.text).to.deep.equal([])
    return { ...answer, body: answer.json as Record<string, unknown> }
  }

  it('tells with GET /status where routes stand and what planes do', async () => {
    const { status, body } = await call('GET', '/status', { as: 'viewer' })
    expect(status).to.equal(200)
    expect(body).to.include({ plan: 'example', role: 'leader', controller: 'first', unrecorded: 0 })
    expect(body['routes']).to.have.length(5)
    expect(body).to.have.nested.property('routes[0].planes').that.deep.equals({ a: 0, b: 0 })
    expect(body).to.have.nested.property('planes[1]').that.includes({ name: 'b', reachable: true })
  })

  it('gives with GET /table what the planes were told', async () => {
    const { body } = await call('GET', '/table', { as: 'viewer' })
    expect(body).to.deep.equal(office.a.table())
  })

  it('gives with GET /traffic what each plane counted', async () => {
    const { body } = await call('GET', '/traffic', { as: 'viewer' })
    const side = { requests: 3, errors5xx: 1, inFlight: 0 }
    expect(body)
      .to.have.nested.property('routes[0]')
      .that.deep.equals({
        id: 'static',
        planes: { a: { legacy: side, candidate: side }, b: { legacy: side, candidate: side } },
      })
  })

  it('moves a route with PUT /routes/{id}/weight, and GET /steps tells who did', async () => {
    const { status, body } = await call('PUT', '/routes/{id}/weight', {
      id: 'static',
      body: { weight: 50, reason: 'a first look' },
      headers: { 'x-strangler-operator': 'ann@desk' },
    })
    expect(status).to.equal(200)
    expect(body).to.deep.include({ route: 'static', from: 0, to: 50, recorded: true, warnings: [] })
    expect(office.a.weight('static')).to.equal(50)
    const { body: audit } = await call('GET', '/steps', { as: 'viewer', query: '?route=static&limit=1' })
    expect(audit).to.have.nested.property('steps[0]').that.includes({
      who: 'ann@desk (operator)',
      why: 'a first look',
      action: 'set',
      version: body['version'],
    })
  })

  it('names in the audit the role alone where the client says no name, or one beyond ASCII', async () => {
    await call('PUT', '/routes/{id}/weight', { id: 'search', body: { weight: 1 } })
    const { body: plain } = await call('GET', '/steps', { query: '?route=search&limit=1' })
    expect(plain).to.have.nested.property('steps[0].who', 'operator')
    expect(plain).to.have.nested.property('steps[0].why', null)
    const headers = { 'x-strangler-operator': 'ännchen' }
    await call('PUT', '/routes/{id}/weight', { id: 'search', body: { weight: 2 }, headers })
    const { body: odd } = await call('GET', '/steps', { query: '?route=search&limit=1' })
    expect(odd).to.have.nested.property('steps[0].who', 'operator')
  })

  it('gives at most 100 steps unless told otherwise, latest first', async () => {
    for (let weight = 1; weight <= 5; weight++)
      await call('PUT', '/routes/{id}/weight', { id: 'static', body: { weight } })
    const { body } = await call('GET', '/steps', { query: '?route=static' })
    const steps = body['steps'] as { to: number }[]
    expect(steps.slice(0, 5).map(({ to }) => to)).to.deep.equal([5, 4, 3, 2, 1])
    expect((await call('GET', '/steps', { query: '?limit=2' })).body['steps']).to.have.length(2)
    expect(document).to.have.nested.property('paths./steps.get.parameters[1].schema.default', 100)
  })

  it('rolls one route back, or all, with POST /rollback and even without a body', async () => {
    await call('PUT', '/routes/{id}/weight', { id: 'static', body: { weight: 40 } })
    await call('PUT', '/routes/{id}/weight', { id: 'search', body: { weight: 60 } })
    const one = await call('POST', '/rollback', { body: { route: 'static', reason: 'slow' } })
    expect(one.body['routes']).to.deep.equal([{ route: 'static', from: 40, to: 0 }])
    expect(office.a.weight('search')).to.equal(60)
    const all = await call('POST', '/rollback')
    expect(all.body['routes']).to.deep.equal([{ route: 'search', from: 60, to: 0 }])
    expect((await call('POST', '/rollback')).body['routes']).to.deep.equal([])
  })

  it('takes another plan with POST /plan, and refuses a bad one with every problem', async () => {
    await office.plan.write(planText('  - { id: fresh, match: { path: /fresh }, candidate: new }'))
    const { body } = await call('POST', '/plan', { body: {} })
    expect(body).to.include({ plan: 'example', recorded: true })
    expect(office.a.weight('fresh')).to.equal(0)
    await office.plan.write(planText('  - { id: fresh, match: { pat: /fresh }, candidate: nobody }'))
    const bad = await call('POST', '/plan')
    expect(bad.status).to.equal(409)
    expect(bad.body).to.have.nested.property('error.code', 'ERR_PLAN_INVALID')
    expect(bad.body)
      .to.have.nested.property('error.message')
      .that.matches(/plan\.yaml:\d+:\d+: .*nobody/)
    await office.plan.remove()
    expect((await call('POST', '/plan')).body).to.have.nested.property('error.code', 'ERR_PLAN_UNREADABLE')
    expect(office.a.weight('fresh')).to.equal(0)
  })

  it('signs a pin with POST /pins', async () => {
    const { status, body } = await call('POST', '/pins', { body: { side: 'legacy' } })
    expect(status).to.equal(200)
    expect(body).to.include({ side: 'legacy', header: 'X-Strangler-Side' })
  })

  it('warns of planes that it could not tell', async () => {
    await office.b.stop()
    const { body } = await call('PUT', '/routes/{id}/weight', { id: 'static', body: { weight: 7 } })
    expect(body).to.have.nested.property('planes[1].result', 'unreachable')
    expect(body['warnings']).to.have.length(1)
    await office.b.start()
  })
})
