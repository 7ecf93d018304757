import { expect } from 'chai'
import { signPin, type RouteTable, type Standing } from '@strangler/migration-plan'
import { eventually } from '../../tests/support/eventually.ts'
import { startHaproxy, type TestHaproxy } from './support/haproxy.ts'
import { tableOf } from './support/tables.ts'
import { startUpstream, type TestUpstream } from './support/upstream.ts'

const KEY = 'k'.repeat(32)

describe('the share of a route that is compared', () => {
  let old: TestUpstream
  let young: TestUpstream
  let proxy: TestUpstream
  let haproxy: TestHaproxy
  let version = 0

  const table = (sample: number, standing: Partial<Standing> = {}): RouteTable => {
    const made = tableOf({
      upstreams: { old: { url: old.url }, new: { url: young.url }, dry: { url: young.url, dryRun: true } },
      routes: [
        { id: 'a', match: { path: '/a' } },
        { id: 'dry', match: { path: '/dry' }, candidate: 'dry' },
        { id: 'user', match: { path: '/user' }, split: { by: 'user', cookie: 'sid' } },
        { id: 'host', match: { path: '/host' }, headers: { request: { set: { 'X-From': 'edge' } } } },
        { id: 'only', match: { path: '/only' }, legacy: 'none' },
      ],
      weights: {},
      version: ++version,
    })
    const routes = made.routes.map((route) => ({
      ...route,
      ...(route.id === 'only' ? {} : { stage: 'shadow' as const, ...standing }),
      compare: { ...route.compare, sample },
    }))
    return { ...made, routes }
  }
  /** How many of so many requests each upstream answers. */
  const shares = async (path: string, method = 'GET', times = 200): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {}
    for (let time = 0; time < times; time++) {
      const who = await haproxy.who(path, {}, method)
      counts[who] = (counts[who] ?? 0) + 1
    }
    return counts
  }

  before(async () => {
    old = await startUpstream('old')
    young = await startUpstream('new')
    proxy = await startUpstream('proxy')
    haproxy = await startHaproxy(table(0), { pinKey: KEY, proxy: new URL(proxy.url).host })
  })
  after(async () => {
    await haproxy.close()
    await old.close()
    await young.close()
    await proxy.close()
  })

  it('goes through the proxy, the rest does not', async () => {
    await haproxy.edge.apply(table(30))
    const { proxy: sampled = 0, old: others = 0 } = await shares('/a', 'GET', 500)
    expect(sampled + others).to.equal(500)
    // 150, give or take more than five standard deviations.
    expect(sampled).to.be.within(95, 205)
  })

  it('changes without a reload', async () => {
    const { instance } = await haproxy.edge.observe()
    await haproxy.edge.apply(table(100))
    expect(await shares('/a')).to.deep.equal({ proxy: 200 })
    await haproxy.edge.apply(table(0))
    expect(await shares('/a')).to.deep.equal({ old: 200 })
    expect(await haproxy.edge.observe()).to.include({ instance })
  })

  it('is none while the route stands at legacy, or when it is retired', async () => {
    for (const [stage, weight, answerer] of [
      ['legacy', 0, 'old'],
      ['retired', 100, 'new'],
    ] as const) {
      await haproxy.edge.apply(table(100, { stage, weight }))
      expect(await shares('/a', 'GET', 20)).to.deep.equal({ [answerer]: 20 })
    }
  })

  it('leaves the others shared out by weight', async () => {
    await haproxy.edge.apply(table(20, { stage: 'ramp', weight: 50 }))
    const { old: legacy = 0, new: candidate = 0 } = await shares('/a', 'GET', 300)
    expect(Math.abs(legacy - candidate)).to.be.at.most(2)
  })

  it('holds writes only where the candidate can run them dry', async () => {
    await haproxy.edge.apply(table(100))
    expect(await shares('/a', 'POST', 10)).to.deep.equal({ old: 10 })
    expect(await shares('/dry', 'POST', 10)).to.deep.equal({ proxy: 10 })
  })

  it('is named by the proxy, not by the edge, when users are told apart', async () => {
    await haproxy.edge.apply(table(100, { stage: 'ramp', weight: 50 }))
    expect((await haproxy.get('/user')).headers['set-cookie']).to.equal(undefined)
    await haproxy.edge.apply(table(0, { stage: 'ramp', weight: 50 }))
    expect((await haproxy.get('/user')).headers['set-cookie']).to.have.length(1)
  })

  it('comes to the proxy with the headers as they were, for the proxy edits them', async () => {
    await haproxy.edge.apply(table(100))
    const asked = JSON.parse((await haproxy.get('/host')).body) as { headers: Record<string, string> }
    expect(asked.headers).not.to.have.property('x-from')
  })

  it('holds no pinned request', async () => {
    const pin = signPin(KEY, 'candidate', Math.floor(Date.now() / 1000) + 60)
    expect(await haproxy.who('/a', { 'x-strangler-side': pin })).to.equal('new')
  })

  it('is answered by the upstreams while the proxy is away, without a failed request', async () => {
    const { port } = new URL(proxy.url)
    await proxy.close()
    expect(await shares('/a', 'GET', 30)).to.deep.equal({ old: 30 })
    proxy = await startUpstream('proxy', Number(port))
    await eventually(async () => (await haproxy.who('/a')) === 'proxy')
  })

  it('counts for no side, and what an operator does to the proxy is no drift', async () => {
    await haproxy.edge.apply(table(100))
    await haproxy.ask('set server a/proxy state maint')
    const { weights, traffic } = await haproxy.edge.observe()
    expect(weights).to.include({ a: 0 })
    const before = traffic['a']?.legacy.requests ?? 0
    expect(await shares('/a', 'GET', 5)).to.deep.equal({ old: 5 })
    await haproxy.ask('set server a/proxy state ready')
    expect(await shares('/a', 'GET', 5)).to.deep.equal({ proxy: 5 })
    expect((await haproxy.edge.observe()).traffic['a']?.legacy.requests).to.equal(before + 5)
  })

  it('stays out of it over a reload where an operator took the proxy out', async () => {
    await haproxy.ask('set server a/proxy state maint')
    await haproxy.edge.observe()
    await haproxy.edge.apply({ ...table(100), routes: table(100).routes.filter(({ id }) => id !== 'host') })
    haproxy.hangUp()
    expect(await shares('/a', 'GET', 5)).to.deep.equal({ old: 5 })
    expect(await shares('/dry', 'GET', 5)).to.deep.equal({ proxy: 5 })
  })
})
