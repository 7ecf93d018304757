import { expect } from 'chai'
import { COHORT_COOKIE, signPin, type RouteTable, type Side } from '@strangler/migration-plan'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { startUpstream, type Asked, type TestUpstream } from '../../haproxy/test/support/upstream.ts'
import { eventually } from '../../tests/support/eventually.ts'
import { startProxy, type Answer, type TestProxy } from './support/proxy.ts'

const KEY = `"'\\#$%{(key),${'k'.repeat(32)}`
const LASTING = Math.floor(Date.now() / 1000) + 3600

describe('the policy of a route at the proxy', () => {
  let old: TestUpstream
  let young: TestUpstream
  let proxy: TestProxy
  let version = 1

  const serve = (
    routes: Parameters<typeof tableOf>[0]['routes'],
    weights: Readonly<Record<string, number>> = {},
  ): Promise<void> => proxy.apply(table(routes, weights))
  const table = (routes: Parameters<typeof tableOf>[0]['routes'], weights = {}): RouteTable =>
    tableOf({
      upstreams: { old: { url: old.url }, new: { url: young.url } },
      routes,
      weights,
      version: version++,
    })
  const asked = async (...request: Parameters<TestProxy['get']>): Promise<Asked> =>
    JSON.parse((await proxy.get(...request)).body) as Asked

  before(async () => {
    old = await startUpstream('old')
    young = await startUpstream('new')
    proxy = await startProxy(null, { PIN_KEY: KEY })
  })
  after(async () => {
    await proxy.stop()
    await old.close()
    await young.close()
  })

  describe('headers', () => {
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
      expect((await proxy.get('/a')).headers).to.include({ 'x-powered-by': 'us' })
      expect((await asked('/b', sent)).headers).to.include({
        'x-tenant': 'evil, twice',
        'x-debug': '1',
        cookie: 'a=b',
      })
      expect((await proxy.get('/b')).headers['x-powered-by']).to.equal('old')
    })

    it('are changed once side and cohort are decided, and nothing of ours is taken away', async () => {
      const headers = {
        request: { set: { 'X-User': 'nobody' }, remove: ['Cookie'] },
        response: { remove: ['Set-Cookie'] },
      }
      const split = { by: 'user', header: 'X-User' }
      await serve([{ id: 'user', match: { path: '/user' }, split, headers, expose: true }], { user: 50 })
      const sides = new Set<unknown>()
      for (let user = 0; user < 20; user++)
        sides.add((await proxy.get('/user', { 'x-user': `user-${user}` })).headers['x-strangler-upstream'])
      expect([...sides].sort()).to.deep.equal(['new', 'old'])
      expect((await asked('/user', { 'x-user': 'ann' })).headers).to.include({ 'x-user': 'nobody' })
      expect(String((await proxy.get('/user')).headers['set-cookie'])).to.include(COHORT_COOKIE)
    })
  })

  describe('limits', () => {
    const routes = [
      { id: 'short', match: { path: '/short' }, limits: { connections: 1, queue: '200ms' } },
      { id: 'long', match: { path: '/long' }, limits: { connections: 2, queue: '1m' } },
      { id: 'half', match: { path: '/half' }, limits: { connections: 1, queue: '1m' } },
      {
        id: 'user',
        match: { path: '/user' },
        limits: { connections: 1, queue: '1m' },
        split: { by: 'user', header: 'X-User' },
      },
      { id: 'free', match: { path: '/free' } },
    ]
    const all = { short: 100, long: 100, half: 100, user: 100 }
    const inFlight = async (route: string): Promise<number> => {
      const { body } = await proxy.admin('/observation')
      return (body as { traffic: Record<string, { candidate: { inFlight: number } }> }).traffic[route]!
        .candidate.inFlight
    }

    it('let as many requests of the route at an upstream as the plan says; more wait for their turn', async () => {
      await serve(routes, all)
      const answers = await Promise.all(Array.from({ length: 6 }, () => proxy.get('/long?wait=150')))
      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 200, 200])
      expect(young.mostAtOnce()).to.equal(2)
    })

    it('answer 503 who waited as long as the plan says, and nobody of another route', async () => {
      await serve(routes, all)
      const before = young.counted()
      const slow = proxy.get('/short?wait=2000')
      await eventually(() => young.counted() === before + 1)
      const began = performance.now()
      expect(await proxy.get('/short')).to.include({
        status: 503,
        body: 'the upstream of this address has no place left',
      })
      expect(performance.now() - began).to.be.within(190, 1900)
      expect(young.counted()).to.equal(before + 1)
      expect((await proxy.get('/free')).status).to.equal(200)
      expect((await slow).status).to.equal(200)
      expect((await proxy.get('/short')).status).to.equal(200)
    })

    it('hold from table to table, and send on to the other side, if that has a weight, what has no place', async () => {
      await serve(routes, all)
      const slow = proxy.get('/half?wait=2000')
      await eventually(async () => (await inFlight('half')) === 1)
      await serve(routes, { ...all, half: 50 })
      for (let times = 0; times < 4; times++) expect((await asked('/half')).upstream).to.equal('old')
      expect(JSON.parse((await slow).body)).to.include({ upstream: 'new' })
    })

    it('make a user wait for their own side', async () => {
      await serve(routes, { ...all, user: 50 })
      const mine = (await asked('/user', { 'x-user': 'ann' })).upstream
      const first = proxy.get('/user?wait=500', { 'x-user': 'ann' })
      const rest = await Promise.all([1, 2, 3].map(() => asked('/user', { 'x-user': 'ann' })))
      expect(rest.map(({ upstream }) => upstream)).to.deep.equal([mine, mine, mine])
      expect((await first).status).to.equal(200)
    })

    it('give the place of a client who left to the next one', async () => {
      await serve(routes, all)
      const socket = proxy.connect()
      socket.write('GET /half?wait=60000 HTTP/1.1\r\nHost: h\r\n\r\n')
      await eventually(async () => (await inFlight('half')) === 1)
      const next = proxy.get('/half')
      await eventually(async () => (await inFlight('half')) === 2)
      socket.destroy()
      expect((await next).status).to.equal(200)
      await eventually(async () => (await inFlight('half')) === 0)
    })
  })

  describe('pins', () => {
    const routes = [
      { id: 'a', match: { path: '/a' } },
      { id: 'user', match: { path: '/user' }, split: { by: 'user', header: 'X-User' } },
      { id: 'only', match: { path: '/only' }, legacy: 'none' },
      { id: 'secret', match: { path: '/secret' }, deny: true },
    ]
    const pinned = (path: string, side: Side, headers = {}): Promise<Answer> =>
      proxy.get(path, { 'x-strangler-side': signPin(KEY, side, LASTING), ...headers })
    const answerer = async (...request: Parameters<typeof pinned>): Promise<string> =>
      (JSON.parse((await pinned(...request)).body) as Asked).upstream

    for (const weight of [0, 50, 100])
      it(`take a tester to the side that they name at weight ${weight}`, async () => {
        await serve(routes, { a: weight, user: weight })
        for (let times = 0; times < 3; times++)
          for (const path of ['/a', '/user']) {
            expect(await answerer(path, 'candidate', { 'x-user': `${times}` }), path).to.equal('new')
            expect(await answerer(path, 'legacy', { 'x-user': `${times}` }), path).to.equal('old')
          }
      })

    it('are told in the answer, and go no further', async () => {
      await serve(routes)
      const answer = await pinned('/a', 'candidate')
      expect(answer.headers['x-strangler-side']).to.equal('candidate')
      expect((JSON.parse(answer.body) as Asked).headers).not.to.have.property('x-strangler-side')
      expect((await proxy.get('/a')).headers).not.to.have.property('x-strangler-side')
    })

    it('change nothing where the route has one side or is denied', async () => {
      await serve(routes)
      expect(await answerer('/elsewhere', 'candidate')).to.equal('old')
      expect(await answerer('/only', 'legacy')).to.equal('new')
      expect((await pinned('/secret', 'candidate')).status).to.equal(403)
    })

    it('count for nothing once they are expired, forged, doubled or no pins', async () => {
      await serve(routes)
      const good = signPin(KEY, 'candidate', LASTING)
      const bad = [
        ...['candidate', `${good}x`, good.toUpperCase(), `${good},${good}`],
        ...[signPin('k'.repeat(32), 'candidate', LASTING), signPin(KEY, 'candidate', LASTING - 3601)],
      ]
      for (const pin of bad)
        expect((await asked('/a', { 'x-strangler-side': pin })).upstream, pin).to.equal('old')
      expect((await asked('/a', { 'x-strangler-side': [good, good] })).upstream).to.equal('old')
    })

    it('never let the other side answer while theirs does not', async () => {
      await serve(routes, { a: 50 })
      await young.close()
      expect((await pinned('/a', 'candidate')).status).to.equal(503)
      expect(await answerer('/a', 'legacy')).to.equal('old')
      expect((await asked('/a')).upstream).to.equal('old')
    })
  })
})
