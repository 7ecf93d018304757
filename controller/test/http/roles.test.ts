import { expect } from 'chai'
import { createTokens } from '../../src/http/tokens.ts'
import { errorOf, openApi, TOKENS, type TestApi } from '../support/api.ts'
import { openOffice, type Office } from '../support/office.ts'

const READS = ['/status', '/table', '/steps', '/traffic', '/refused-calls']
const WRITES = [
  ['PUT', '/routes/static/weight', { weight: 5 }],
  ['POST', '/rollback', {}],
  ['POST', '/plan', {}],
  ['POST', '/pins', {}],
] as const
const STRANGERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no token': {},
  'an empty token': { authorization: 'Bearer ' },
  'an unknown token': { authorization: 'Bearer an-operator-token-2' },
  'the beginning of a token': { authorization: `Bearer ${TOKENS.operator.slice(0, -1)}` },
  'a token and more': { authorization: `Bearer ${TOKENS.operator}x` },
  'a token in another scheme': { authorization: `Basic ${TOKENS.operator}` },
  'two tokens': { authorization: `Bearer ${TOKENS.operator} ${TOKENS.viewer}` },
}

describe('roles', () => {
  let office: Office
  let api: TestApi
  before(async () => {
    office = await openOffice()
    api = await openApi(office.controller())
  })
  after(async () => {
    await api.close()
    await office.close()
  })

  it('let a viewer read everything and move nothing', async () => {
    for (const path of READS)
      expect((await api.ask('GET', `/api/v1${path}`, { as: 'viewer' })).status).to.equal(200)
    for (const [method, path, body] of WRITES) {
      const answer = await api.ask(method, `/api/v1${path}`, { as: 'viewer', body })
      expect({ path, status: answer.status }).to.deep.equal({ path, status: 403 })
      expect(errorOf(answer)).to.deep.equal({
        code: 'ERR_REQUEST_FORBIDDEN',
        message: 'request: a viewer may read only',
        remedy: 'use the token of an operator',
      })
    }
    expect(office.a.weight('static')).to.equal(0)
  })

  it('let an operator do both', async () => {
    for (const path of READS) expect((await api.ask('GET', `/api/v1${path}`)).status).to.equal(200)
    for (const [method, path, body] of WRITES)
      expect((await api.ask(method, `/api/v1${path}`, { body })).status).to.equal(200)
  })

  for (const [name, headers] of Object.entries(STRANGERS))
    it(`turn ${name} away from everything that needs a token`, async () => {
      const asked = [...[...READS, '/events'].map((path) => ['GET', path, undefined] as const), ...WRITES]
      for (const [method, path, body] of asked) {
        const answer = await api.ask(method, `/api/v1${path}`, { as: 'nobody', headers, body })
        expect({ path, status: answer.status }).to.deep.equal({ path, status: 401 })
        expect(errorOf(answer).code).to.equal('ERR_REQUEST_NO_TOKEN')
        expect(answer.headers.get('www-authenticate')).to.equal('Bearer realm="strangler"')
        expect(answer.text).not.to.contain(TOKENS.operator)
      }
    })

  it('turn strangers away before their body is read', async () => {
    const answer = await api.ask('POST', '/api/v1/rollback', { as: 'nobody', body: '{"broken' })
    expect(answer.status).to.equal(401)
    const large = { reason: 'x'.repeat(100_000) }
    expect((await api.ask('POST', '/api/v1/rollback', { as: 'viewer', body: large })).status).to.equal(403)
  })

  it('are not asked for by the document, the health pages and the metrics', async () => {
    for (const path of ['/api/v1/openapi.json', '/healthz', '/readyz', '/metrics'])
      expect((await api.ask('GET', path, { as: 'nobody' })).status).to.equal(200)
  })
})

describe('createTokens', () => {
  it('grants each token its role, and no role to tokens of any other length or beginning', () => {
    const tokens = createTokens({ operator: 'operators', viewer: 'viewers' })
    expect([tokens.roleOf('operators'), tokens.roleOf('viewers')]).to.deep.equal(['operator', 'viewer'])
    const near = ['', 'o', 'operator', 'operatorss', 'viewer', 'x'.repeat(10_000)]
    const many = Array.from({ length: 5000 }, (_, number) => `token-${number}`)
    for (const token of [...near, ...many]) expect(tokens.roleOf(token), token).to.equal(null)
  })

  it('grants nothing where no token is set', () => {
    const tokens = createTokens({})
    for (const token of ['', 'undefined', 'operator']) expect(tokens.roleOf(token)).to.equal(null)
  })
})
