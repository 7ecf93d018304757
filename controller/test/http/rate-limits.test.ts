import { expect } from 'chai'
import { clientOf } from '../../src/http/client-network.ts'
import { RATE_LIMITS } from '../../src/http/rate-limits.ts'
import { createRefusedCallCounter, OTHER_CLIENTS } from '../../src/http/refused-calls.ts'
import type { RefusedCalls } from '../../src/store/call-store.ts'
import type { RefusedCallsAnswer } from '../../src/http/call-schemas.ts'
import { stranglerHere } from '../support/strangler.ts'
import { errorOf, openApi, TOKENS, type ApiAnswer, type TestApi } from '../support/api.ts'
import { openOffice, type Office } from '../support/office.ts'

const ROLLBACK = ['POST', '/api/v1/rollback'] as const
const SET = ['PUT', '/api/v1/routes/static/weight'] as const
const FEW = { calls: { most: 5, seconds: 60 }, failures: { most: 3, seconds: 60 } }

describe('rate limits', () => {
  let office: Office
  const apis: TestApi[] = []
  before(async () => {
    office = await openOffice()
  })
  afterEach(() => Promise.all(apis.splice(0).map((api) => api.close())))
  after(() => office.close())

  async function limited(limits = FEW): Promise<TestApi> {
    const api = await openApi(office.controller(), limits)
    apis.push(api)
    return api
  }

  async function times(count: number, ask: () => Promise<ApiAnswer>): Promise<readonly number[]> {
    const statuses: number[] = []
    for (let time = 0; time < count; time++) statuses.push((await ask()).status)
    return statuses
  }

  it('turn a client away that goes on without a good token, and say when to come back', async () => {
    const api = await limited()
    const knock = (): Promise<ApiAnswer> => api.ask('GET', '/api/v1/status', { as: 'nobody' })
    expect(await times(4, knock)).to.deep.equal([401, 401, 401, 429])
    const answer = await knock()
    expect(errorOf(answer)).to.include({
      code: 'ERR_REQUEST_TOO_MANY',
      message: 'request: too many calls without a token that is known',
    })
    expect(Number(answer.headers.get('retry-after'))).to.be.within(1, 60)
  })

  it('turn nobody with a good token away for the bad ones from the same address', async () => {
    const api = await limited()
    await times(10, () => api.ask('GET', '/api/v1/status', { as: 'nobody' }))
    expect((await api.ask('GET', '/api/v1/status')).status).to.equal(200)
    expect((await api.ask('GET', '/api/v1/status', { as: 'viewer' })).status).to.equal(200)
  })

  it('hold up who calls without end, and each role for itself', async () => {
    const api = await limited()
    const watch = (): Promise<ApiAnswer> => api.ask('GET', '/api/v1/status', { as: 'viewer' })
    expect(await times(6, watch)).to.deep.equal([200, 200, 200, 200, 200, 429])
    expect(errorOf(await watch()).message).to.equal('request: too many calls of this viewer')
    expect((await api.ask('GET', '/api/v1/status')).status).to.equal(200)
  })

  it('never stand in the way of an operator who rolls back', async () => {
    const api = await limited()
    await times(10, () => api.ask('GET', '/api/v1/status'))
    await times(10, () => api.ask(...ROLLBACK, { as: 'nobody', body: {} }))
    expect((await api.ask('GET', '/api/v1/status')).status).to.equal(429)
    expect(await times(10, () => api.ask(...ROLLBACK, { body: {} }))).to.deep.equal(
      Array.from({ length: 10 }, () => 200),
    )
  })

  it('let a script of an operator ask a hundred times in a row', async () => {
    const api = await limited(RATE_LIMITS)
    expect(new Set(await times(100, () => api.ask('GET', '/api/v1/status')))).to.deep.equal(new Set([200]))
  })
})

describe('GET /api/v1/refused-calls', () => {
  let office: Office
  let api: TestApi
  beforeEach(async () => {
    office = await openOffice()
    api = await openApi(office.controller(), FEW)
  })
  afterEach(async () => {
    await api.close()
    await office.close()
  })

  const refused = async (): Promise<RefusedCallsAnswer['calls']> =>
    ((await api.ask('GET', '/api/v1/refused-calls', { as: 'viewer' })).json as RefusedCallsAnswer).calls

  it('counts by client and operation who was refused what operators do, whatever it was refused for', async () => {
    const headers = { 'x-strangler-operator': 'mallory@desk' }
    for (let time = 0; time < 5; time++) await api.ask(...ROLLBACK, { as: 'nobody', body: {}, headers })
    await api.ask(...SET, { as: 'viewer', body: { weight: 5 } })
    await api.ask('GET', '/api/v1/status', { as: 'nobody' })
    const calls = await refused()
    const seen = (status: number): unknown[] =>
      calls
        .filter((each) => each.status === status)
        .map(({ client, operation, claimed }) => [client, operation, claimed])
    const ofRollback = ['127.0.0.1', 'POST /rollback', 'mallory@desk']
    expect(seen(401)[0]).to.deep.equal(ofRollback)
    expect(seen(429)[0]).to.deep.equal(ofRollback)
    expect(seen(403)).to.deep.equal([['127.0.0.1', 'PUT /routes/{id}/weight', null]])
    const args = ['log', '--refused', '--url', api.url, '--token', TOKENS.viewer]
    expect((await stranglerHere(args)).stdout).to.match(
      /^\S+ +127\.0\.0\.1 +POST \/rollback +401 +\d +mallory@desk$/m,
    )
    expect((await stranglerHere(['log', 'static', ...args.slice(1)])).code).to.equal(64)
    const count = (status: number): number =>
      calls.filter((each) => each.status === status).reduce((sum, each) => sum + each.count, 0)
    expect([count(401), count(403), count(429)]).to.deep.equal([3, 1, 2])
  })

  it('adds up what several controllers refused in the same minute', async () => {
    const { calls } = office.controller()
    const minute = new Date('2026-01-01T10:00:00Z')
    const one = { minute, client: '10.0.0.1', operation: 'POST /plan', status: 401, claimed: null, count: 2 }
    await calls.addRefused([{ ...one, lastAt: new Date('2026-01-01T10:00:30Z') }])
    await calls.addRefused([{ ...one, lastAt: new Date('2026-01-01T10:00:20Z'), count: 3 }])
    expect(await calls.refused(10)).to.deep.equal([
      { ...one, lastAt: new Date('2026-01-01T10:00:30Z'), count: 5 },
    ])
    await calls.prune({ answers: minute, refused: new Date('2026-01-01T10:01:00Z') })
    expect(await calls.refused(10)).to.deep.equal([])
  })

  it('keeps counts while the database is away', async () => {
    office.relay.cut()
    await api.ask(...SET, { as: 'viewer', body: { weight: 5 } })
    expect((await api.ask('GET', '/api/v1/refused-calls', { as: 'viewer' })).status).to.equal(503)
    office.relay.restore()
    expect((await refused()).map(({ status, count }) => [status, count])).to.deep.equal([[403, 1]])
  })
})

describe('createRefusedCallCounter', () => {
  it('keeps a flood of clients to a bounded number of counts, and counts them all', async () => {
    const counter = createRefusedCallCounter()
    for (let number = 0; number < 20_000; number++)
      counter.note({
        client: `10.0.${number % 256}.${number}`,
        operation: 'POST /plan',
        status: 401,
        claimed: null,
      })
    const written: RefusedCalls[] = []
    await counter.flush((calls) => {
      written.push(...calls)
      return Promise.resolve()
    })
    expect(written.length).to.be.within(500, 502)
    expect(written.reduce((sum, { count }) => sum + count, 0)).to.equal(20_000)
    expect(written.map(({ client }) => client)).to.include(OTHER_CLIENTS)
    expect(counter.totals().get(401)).to.equal(20_000)
  })
})

describe('clientOf', () => {
  const of = (remoteAddress: string | undefined): string => clientOf(remoteAddress)

  it('is an IPv4 address, however it is written', () => {
    expect([of('10.1.2.3'), of('::ffff:10.1.2.3')]).to.deep.equal(['10.1.2.3', '10.1.2.3'])
  })

  it('is the network of an IPv6 address, whose owner has all of it', () => {
    for (const address of ['2001:db8:1:2::5', '2001:db8:1:2:a:b:c:d', '2001:db8:1:2::%eth0'])
      expect(of(address)).to.equal('2001:db8:1:2::/64')
    expect([of('::1'), of('fe80::1%eth0'), of(undefined)]).to.deep.equal([
      '::1',
      'fe80:0:0:0::/64',
      'unknown',
    ])
  })
})
