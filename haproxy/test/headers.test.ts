import { expect } from 'chai'
import fc from 'fast-check'
import { COHORT_COOKIE } from '@strangler/migration-plan'
import { startHaproxy, type TestHaproxy } from './support/haproxy.ts'
import { tableOf } from './support/tables.ts'
import { startUpstream, type Asked, type TestUpstream } from './support/upstream.ts'

/** Values in which HAProxy could see something of its own: log-formats, variables, quotes, comments, expressions. */
const hostile = [
  ...['%[src]', '100%', '%%', '%H', '%{+Q}r', '%[var(txn.route)] %ci', '%[', '%]'],
  ...['"double"', "it's", "'", '"', '\\', '\\x20', 'a\\', '$HOME', '${HOME}', '"$HOME"'],
  ...['# no comment', 'a   b', 'if TRUE', 'x unless { always_true }', '{ src 127.0.0.1 }', ');(,;|&'],
]
const value = fc
  .array(fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'grapheme-ascii', maxLength: 8 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join('').trim())
  .filter((text) => /^[\x20-\x7e]{1,1000}$/.test(text))

describe('headers that the plan changes', () => {
  let upstream: TestUpstream
  let haproxy: TestHaproxy
  const serve = (routes: Parameters<typeof tableOf>[0]['routes'], weights = {}): Promise<void> =>
    haproxy.edge
      .apply(
        tableOf({ upstreams: { old: { url: upstream.url }, new: { url: upstream.url } }, routes, weights }),
      )
      .then(() => haproxy.hangUp())
  const asked = async (...request: Parameters<TestHaproxy['get']>): Promise<Asked> =>
    JSON.parse((await haproxy.get(...request)).body) as Asked

  before(async () => {
    upstream = await startUpstream('any')
    haproxy = await startHaproxy(tableOf({ routes: [] }))
  })
  after(async () => {
    await haproxy.close()
    await upstream.close()
  })

  it('are written and taken away in requests and answers of the route, and of no other', async () => {
    const headers = {
      request: { set: { 'X-Tenant': 'acme', 'User-Agent': 'edge/1' }, remove: ['X-Debug', 'Cookie'] },
      response: { set: { 'X-Powered-By': 'us' }, remove: ['Date'] },
    }
    await serve([{ id: 'a', match: { path: '/a' }, headers }])
    const sent = { 'x-tenant': ['evil', 'twice'], 'x-debug': '1', cookie: 'a=b', 'x-debug-2': 'kept' }
    const { headers: got } = await asked('/a', sent)
    expect(got).to.include({ 'x-tenant': 'acme', 'user-agent': 'edge/1', 'x-debug-2': 'kept' })
    expect(got).not.to.have.any.keys('x-debug', 'cookie')
    const answer = await haproxy.get('/a')
    expect(answer.headers).to.include({ 'x-powered-by': 'us' }).and.not.to.have.any.keys('date')
    expect((await asked('/b', sent)).headers).to.include({
      'x-tenant': 'evil, twice',
      'x-debug': '1',
      cookie: 'a=b',
    })
    expect((await haproxy.get('/b')).headers)
      .to.include({ 'x-powered-by': 'any' })
      .and.to.have.any.keys('date')
  })

  it('are changed once side and cohort are decided, and nothing of the edge is taken away', async () => {
    const headers = {
      request: { set: { 'X-User': 'nobody' }, remove: ['Cookie'] },
      response: { remove: ['Set-Cookie', 'X-Request-Id-2'] },
    }
    const split = { by: 'user', header: 'X-User' }
    await serve([{ id: 'user', match: { path: '/user' }, split, headers, expose: true }], { user: 50 })
    const sides = new Set<unknown>()
    for (let user = 0; user < 20; user++)
      sides.add((await haproxy.get('/user', { 'x-user': `user-${user}` })).headers['x-strangler-upstream'])
    expect([...sides].sort()).to.deep.equal(['new', 'old'])
    expect((await asked('/user', { 'x-user': 'ann' })).headers).to.include({ 'x-user': 'nobody' })
    expect(String((await haproxy.get('/user')).headers['set-cookie'])).to.include(COHORT_COOKIE)
  })

  it('hold exactly what the plan says, whatever that means to HAProxy', async () => {
    const long = "'%".repeat(500)
    const batches = fc.sample(value, { numRuns: 80, seed: 7 })
    for (const values of [[...hostile, long], batches]) {
      const set = Object.fromEntries(values.map((text, at) => [`x-${at}`, text]))
      await serve([{ id: 'a', match: { path: '/a' }, headers: { request: { set }, response: { set } } }])
      const answer = await haproxy.get('/a')
      expect(answer.headers).to.include(set)
      expect((JSON.parse(answer.body) as Asked).headers).to.include(set)
    }
  })
})
