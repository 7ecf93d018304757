import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { createEdge, HaproxyError, renderEdge } from '@strangler/haproxy'
import { RETIRED, signPin, type RouteTable, type Side } from '@strangler/migration-plan'
import { eventually } from '../../tests/support/eventually.ts'
import { ON_PAPER } from './support/check.ts'
import { startHaproxy, type Answer, type TestHaproxy } from './support/haproxy.ts'
import { tableOf } from './support/tables.ts'
import { startUpstream, type Asked, type TestUpstream } from './support/upstream.ts'

// With all that means something to HAProxy.
const KEY = `"'\\#$%{(key),${'k'.repeat(32)}`
const LASTING = Math.floor(Date.now() / 1000) + 3600

describe('a pinned request', () => {
  let old: TestUpstream
  let young: TestUpstream
  let twin: TestUpstream
  let haproxy: TestHaproxy
  let version = 0

  const table = (weight: number): RouteTable => {
    const routes = ['a', 'many', 'user', 'unchecked', 'crowd']
    return tableOf({
      upstreams: {
        old: { url: old.url, health: '/healthz' },
        new: { url: young.url, health: '/healthz' },
        many: { urls: [young.url, twin.url], health: '/healthz' },
        unchecked: { url: young.url },
      },
      routes: [
        { id: 'a', match: { path: '/a' } },
        { id: 'many', match: { path: '/many' }, candidate: 'many' },
        { id: 'user', match: { path: '/user' }, split: { by: 'user', header: 'X-User' } },
        {
          id: 'crowd',
          match: { path: '/crowd' },
          candidate: 'many',
          split: { by: 'user', header: 'X-User' },
        },
        { id: 'unchecked', match: { path: '/unchecked' }, candidate: 'unchecked' },
        { id: 'only', match: { path: '/only' }, legacy: 'none' },
        { id: 'secret', match: { path: '/secret' }, deny: true },
      ],
      weights: Object.fromEntries(routes.map((route) => [route, weight])),
      version: ++version,
    })
  }
  const pinned = (path: string, side: Side, headers = {}, method = 'GET'): Promise<Answer> =>
    haproxy.get(path, { 'x-strangler-side': signPin(KEY, side, LASTING), ...headers }, method)
  const answerer = async (...asked: Parameters<typeof pinned>): Promise<string> =>
    (JSON.parse((await pinned(...asked)).body) as Asked).upstream

  before(async () => {
    old = await startUpstream('old')
    young = await startUpstream('new')
    twin = await startUpstream('twin')
    haproxy = await startHaproxy(table(0), { pinKey: KEY })
  })

  after(async () => {
    await haproxy.close()
    await old.close()
    await young.close()
    await twin.close()
  })

  for (const weight of [0, 50, 100])
    it(`gets the side that its pin names at weight ${weight}`, async () => {
      await haproxy.edge.apply(table(weight))
      for (let times = 0; times < 5; times++)
        for (const path of ['/a', '/user', '/unchecked']) {
          expect(await answerer(path, 'candidate', { 'x-user': `${times}` }), path).to.equal('new')
          expect(await answerer(path, 'legacy', { 'x-user': `${times}` }), path).to.equal('old')
        }
      for (const path of ['/many', '/crowd']) {
        const met = new Set<string>()
        for (let times = 0; times < 40; times++)
          met.add(await answerer(path, 'candidate', { 'x-user': 'ann' }))
        expect([...met].sort(), path).to.deep.equal(['new', 'twin'])
        expect(await answerer(path, 'legacy')).to.equal('old')
      }
    })

  it('is told which side it was pinned to; its pin goes no further', async () => {
    await haproxy.edge.apply(table(0))
    const answer = await pinned('/a', 'candidate')
    expect(answer.headers['x-strangler-side']).to.equal('candidate')
    expect((JSON.parse(answer.body) as Asked).headers).not.to.have.property('x-strangler-side')
    expect((await haproxy.get('/a')).headers).not.to.have.property('x-strangler-side')
  })

  it('does not reach legacy of a retired route, also when it retires while HAProxy runs', async () => {
    await haproxy.edge.apply(table(100))
    expect(await answerer('/a', 'legacy')).to.equal('old')
    const live = table(100)
    const routes = live.routes.map((route) => (route.id === 'a' ? { ...route, ...RETIRED } : route))
    await haproxy.edge.apply({ ...live, routes })
    for (const side of ['legacy', 'candidate'] as const) expect(await answerer('/a', side)).to.equal('new')
    expect(await answerer('/unchecked', 'legacy')).to.equal('old')
  })

  it('changes nothing where the route has one side or is denied', async () => {
    expect(await answerer('/elsewhere', 'candidate')).to.equal('old')
    expect(await answerer('/only', 'legacy')).to.equal('new')
    expect((await pinned('/secret', 'candidate')).status).to.equal(403)
  })

  it('is shared out like any other once its pin is expired, forged, doubled or no pin', async () => {
    await haproxy.edge.apply(table(0))
    const good = signPin(KEY, 'candidate', LASTING)
    const [, , mac = ''] = good.split('.')
    const bad = [
      ...['candidate', `candidate.${LASTING}.`, `candidate.${LASTING + 1}.${mac}`, ` ${good}x`],
      ...[signPin('k'.repeat(32), 'candidate', LASTING), signPin(KEY, 'candidate', LASTING - 3601)],
      ...[good.replace(/.$/, (last) => (last === '0' ? '1' : '0')), good.toUpperCase(), `${good},${good}`],
      ...[`candidate.9999999999999999999999.${mac}`, `candidate.-1.${mac}`, `candidate..${mac}`],
    ]
    for (const pin of bad) {
      const answer = await haproxy.get('/a', { 'x-strangler-side': pin })
      const { upstream, headers } = JSON.parse(answer.body) as Asked
      expect(upstream, pin).to.equal('old')
      expect(headers, pin).not.to.have.property('x-strangler-side')
    }
    const doubled = await haproxy.get('/a', { 'X-Strangler-Side': [good, good] })
    expect(JSON.parse(doubled.body)).to.include({ upstream: 'old' })
    expect(await haproxy.who('/a', { x_strangler_side: good })).to.equal('old')
  })

  it('counts like any other', async () => {
    await haproxy.edge.apply(table(0))
    const requests = async (): Promise<number> =>
      (await haproxy.edge.observe()).traffic['a']?.candidate.requests ?? 0
    const before = await requests()
    for (let times = 0; times < 3; times++) await pinned('/a', 'candidate')
    expect((await requests()) - before).to.equal(3)
  })

  for (const weight of [0, 50])
    it(`gets 503 at weight ${weight} while operators hold back every server of its side`, async () => {
      await haproxy.edge.apply(table(weight))
      for (const state of ['drain', 'maint']) {
        for (const server of ['a/candidate', 'user/candidate', 'unchecked/candidate'])
          await haproxy.ask(`set server ${server} state ${state}`)
        await haproxy.ask(`set server many/candidate state ${state}`)
        for (const path of ['/a', '/user', '/unchecked']) {
          const answer = await pinned(path, 'candidate')
          expect(answer.status, path).to.equal(503)
          expect(answer.body).to.equal('no server of the side that the pin names takes work')
          expect(await answerer(path, 'legacy')).to.equal('old')
          expect(await haproxy.who(path)).to.equal('old')
        }
        for (let times = 0; times < 10; times++) expect(await answerer('/many', 'candidate')).to.equal('twin')
        for (const route of ['a', 'user', 'unchecked', 'many']) await haproxy.edge.release(route)
        await haproxy.ask(`set server upstream.new/1 state ${state}`)
        expect((await pinned('/a', 'candidate')).status).to.equal(503)
        await haproxy.ask('set server upstream.new/1 state ready')
        expect(await answerer('/a', 'candidate')).to.equal('new')
      }
    })

  it('is never answered by the other side when its own fails', async () => {
    await haproxy.edge.apply(table(50))
    haproxy.hangUp()
    for (const path of ['/a', '/user', '/unchecked']) {
      const { status } = await pinned(path, 'candidate', { 'x-hang-up': 'new', connection: 'close' })
      expect(status, path).to.equal(502)
    }
    const port = Number(new URL(young.url).port)
    await young.close()
    const statuses = async (): Promise<readonly number[]> => [
      (await pinned('/a', 'candidate')).status,
      (await pinned('/unchecked', 'candidate')).status,
    ]
    expect(await statuses()).to.deep.equal([503, 503])
    const isDown = async (): Promise<boolean> =>
      / a 2 candidate \S+ 0 0 /.test(await haproxy.ask('show servers state a'))
    await eventually(isDown)
    expect(await statuses()).to.deep.equal([503, 503])
    expect(await haproxy.who('/a')).to.equal('old')
    young = await startUpstream('new', port)
    await eventually(async () => !(await isDown()))
    expect(await answerer('/a', 'candidate')).to.equal('new')
  })

  it('is pinned by another key once that is applied', async () => {
    const other = 'o'.repeat(32)
    await createEdge({ ...haproxy.options, pinKey: other }).apply(table(0))
    haproxy.hangUp()
    expect(await answerer('/a', 'candidate')).to.equal('old')
    const pin = signPin(other, 'candidate', LASTING)
    expect(await haproxy.who('/a', { 'x-strangler-side': pin })).to.equal('new')
    await haproxy.edge.apply(table(0))
  })
})

describe('the key of pins', () => {
  const table = tableOf({ routes: [{ id: 'a', match: { path: '/a' } }] })

  it('lies in a file of its owner only, and is neither logged nor told by sockets', async () => {
    const haproxy = await startHaproxy(table, { pinKey: KEY })
    try {
      const { mode } = await stat(join(haproxy.options.directory, 'haproxy.cfg'))
      expect(mode & 0o077).to.equal(0)
      await haproxy.get('/a', { 'x-strangler-side': signPin(KEY, 'candidate', LASTING) })
      await eventually(() => haproxy.child().lines.some((line) => line.includes('"route":"a"')))
      const told = [
        ...haproxy.child().lines,
        await haproxy.ask('show stat'),
        await haproxy.ask('show map'),
        await (await fetch(`http://127.0.0.1:${haproxy.options.statsPort}/`)).text(),
      ].join('\n')
      for (const secret of [KEY, Buffer.from(KEY).toString('base64'), Buffer.from(KEY).toString('hex')])
        expect(told.includes(secret)).to.equal(false)
    } finally {
      await haproxy.close()
    }
  })

  it('is refused when it is short, without being shown', () => {
    const render = (): unknown => renderEdge(table, { ...ON_PAPER, pinKey: 'guess-me' })
    expect(render).to.throw(HaproxyError, 'pin key: is none; use 32 to 512')
    expect(render).not.to.throw(HaproxyError, 'guess-me')
  })

  it('leaves no trace in the configuration of an edge without one', () => {
    const { config, files } = renderEdge(table, ON_PAPER)
    expect(config).not.to.match(/lua|pin/i)
    expect(files).not.to.have.property('pin.lua')
  })
})
