import { expect } from 'chai'
import { COHORT_COOKIE, cohortOf, inCandidateCohort, type RouteTable } from '@strangler/migration-plan'
import { eventually } from '../../tests/support/eventually.ts'
import { startHaproxy, type TestHaproxy } from './support/haproxy.ts'
import { tableOf } from './support/tables.ts'
import { startUpstream, type TestUpstream } from './support/upstream.ts'

describe('sharing requests out', () => {
  let old: TestUpstream
  let young: TestUpstream
  let twin: TestUpstream
  let haproxy: TestHaproxy
  let version = 0

  const table = (weights: Readonly<Record<string, number>>): RouteTable =>
    tableOf({
      upstreams: {
        old: { url: old.url, health: '/healthz' },
        new: { url: young.url, health: '/healthz' },
        many: { urls: [young.url, twin.url], health: '/healthz' },
      },
      routes: [
        { id: 'a', match: { path: '/a' } },
        { id: 'b', match: { path: '/b' } },
        { id: 'many', match: { path: '/many' }, candidate: 'many' },
        { id: 'user', match: { path: '/user' }, split: { by: 'user', cookie: 'session' } },
        { id: 'head', match: { path: '/head' }, split: { by: 'user', header: 'X-User' } },
        {
          id: 'crowd',
          match: { path: '/crowd' },
          candidate: 'many',
          split: { by: 'user', header: 'X-User' },
        },
        { id: 'only', match: { path: '/only' }, legacy: 'none' },
      ],
      weights,
      version: ++version,
    })
  const shares = async (path: string, times: number): Promise<number> => {
    let candidates = 0
    for (let turn = 0; turn < times; turn++) if ((await haproxy.who(path)) === 'new') candidates++
    return candidates
  }

  before(async () => {
    old = await startUpstream('old')
    young = await startUpstream('new')
    twin = await startUpstream('new')
    haproxy = await startHaproxy(table({}))
  })

  after(async () => {
    await haproxy.close()
    await old.close()
    await young.close()
    await twin.close()
  })

  beforeEach(() => haproxy.edge.apply(table({})))

  for (const weight of [0, 5, 33, 50, 100])
    it(`gives the candidate exactly ${weight} of any hundred requests`, async () => {
      await haproxy.edge.apply(table({ a: weight, many: weight }))
      for (let hundred = 0; hundred < 3; hundred++) expect(await shares('/a', 100)).to.equal(weight)
      expect(await shares('/many', 200)).to.be.within(2 * weight - 1, 2 * weight + 1)
      expect((await haproxy.edge.observe()).weights).to.include({ a: weight, many: weight, b: 0, only: 100 })
    })

  it('is never more than one request off in a hundred, at every weight, over many connections', async () => {
    for (let weight = 1; weight <= 99; weight++) {
      await haproxy.edge.apply(table({ a: weight }))
      const answers = await Promise.all(Array.from({ length: 100 }, () => haproxy.who('/a')))
      const candidates = answers.filter((name) => name === 'new').length
      expect(candidates).to.be.within(weight - 1, weight + 1)
    }
  }).timeout(120_000)

  it('takes a user of a cohort to the side that every other plane would take them to', async () => {
    const users = Array.from({ length: 60 }, (_, at) => `user-${at * 7919}é`)
    for (const weight of [5, 33, 50, 100, 0]) {
      await haproxy.edge.apply(table({ user: weight, head: weight, crowd: weight }))
      for (const name of users) {
        const bytes = Buffer.from(name).toString('latin1')
        const expected = inCandidateCohort(cohortOf(bytes), weight) ? 'new' : 'old'
        expect(await haproxy.who('/user', { cookie: `x=1; session=${bytes}; y=2` }), name).to.equal(expected)
        expect(await haproxy.who('/head', { 'x-user': bytes }), name).to.equal(expected)
        expect(await haproxy.who('/crowd', { 'x-user': bytes }), name).to.equal(expected)
      }
    }
  })

  it('gives a user without a key one cookie while both sides answer, and keeps them on their side', async () => {
    await haproxy.edge.apply(table({ user: 50 }))
    for (let times = 0; times < 20; times++) {
      const first = await haproxy.get('/user')
      const [cookie = ''] = first.headers['set-cookie'] ?? []
      const [, value = ''] = new RegExp(`^${COHORT_COOKIE}=([^;]+); Path=/;.*HttpOnly`).exec(cookie) ?? []
      const side = inCandidateCohort(cohortOf(value), 50) ? 'new' : 'old'
      expect(JSON.parse(first.body)).to.include({ upstream: side })
      const again = await haproxy.get('/user', { cookie: `${COHORT_COOKIE}=${value}` })
      expect(JSON.parse(again.body)).to.include({ upstream: side })
      expect(again.headers['set-cookie']).to.equal(undefined)
    }
    await haproxy.edge.apply(table({ user: 100 }))
    expect((await haproxy.get('/user')).headers['set-cookie']).to.equal(undefined)
  })

  it('counts requests and errors by route and side', async () => {
    await haproxy.edge.apply(table({ a: 50 }))
    const before = (await haproxy.edge.observe()).traffic['a']
    await shares('/a', 20)
    const after = (await haproxy.edge.observe()).traffic['a']
    expect((after?.legacy.requests ?? 0) - (before?.legacy.requests ?? 0)).to.equal(10)
    expect((after?.candidate.requests ?? 0) - (before?.candidate.requests ?? 0)).to.equal(10)
    expect(after?.candidate.errors5xx).to.equal(0)
  })

  it('shows null for a route that an operator drained, whatever is applied, until it is released', async () => {
    for (const state of ['maint', 'drain']) {
      await haproxy.ask(`set server a/candidate state ${state}`)
      await haproxy.edge.apply(table({ a: 50, user: 50 }))
      expect((await haproxy.edge.observe()).weights).to.include({ a: null, user: 50 })
      expect(await shares('/a', 20)).to.equal(0)
      await haproxy.edge.release('a')
      expect((await haproxy.edge.observe()).weights).to.include({ a: 50 })
    }
    await haproxy.ask('set server a/candidate weight 7')
    expect((await haproxy.edge.observe()).weights).to.include({ a: null })
  })

  it('shows null for every route of an upstream that an operator drained', async () => {
    await haproxy.ask('set server upstream.new/1 state maint')
    const { weights } = await haproxy.edge.observe()
    expect(weights).to.include({ a: null, b: null, only: null, unclaimed: 0 })
    await haproxy.ask('set server upstream.new/1 state ready')
    expect((await haproxy.edge.observe()).weights).to.include({ a: 0, only: 100 })
  })

  it('takes users of a drained side to the other one', async () => {
    await haproxy.edge.apply(table({ head: 50 }))
    await haproxy.ask('set server head/candidate state drain')
    for (let user = 0; user < 10; user++)
      expect(await haproxy.who('/head', { 'x-user': `user-${user}` })).to.equal('old')
    await haproxy.edge.release('head')
  })

  it('fails no safe request when the candidate dies, and gives all to legacy once its health is gone', async () => {
    await haproxy.edge.apply(table({ a: 50, head: 50 }))
    const port = Number(new URL(young.url).port)
    await young.close()
    for (let turn = 0; turn < 10; turn++) {
      expect(await haproxy.who('/a')).to.equal('old')
      expect(await haproxy.who('/head', { 'x-user': `user-${turn}` })).to.equal('old')
    }
    const down = async (): Promise<boolean> =>
      / a 2 candidate \S+ 0 0 /.test(await haproxy.ask('show servers state a'))
    await eventually(down)
    expect((await haproxy.get('/a', {}, 'POST')).status).to.equal(200)
    expect((await haproxy.edge.observe()).weights).to.include({ a: 50 })
    young = await startUpstream('new', port)
    await eventually(async () => !(await down()))
  })
})
