import { expect } from 'chai'
import { request } from 'undici'
import { eventually } from '../../tests/support/eventually.ts'
import { startHaproxy, type TestHaproxy } from './support/haproxy.ts'
import { hostile } from './support/hostile.ts'
import { tableOf } from './support/tables.ts'
import { startUpstream, type Asked, type TestUpstream } from './support/upstream.ts'

describe('requests at the edge', () => {
  let old: TestUpstream
  let young: TestUpstream
  let haproxy: TestHaproxy
  const asked = async (...request: Parameters<TestHaproxy['get']>): Promise<Asked> =>
    JSON.parse((await haproxy.get(...request)).body) as Asked
  const statusOf = async (bytes: string): Promise<string> => (await haproxy.raw(bytes)).slice(9, 12)

  before(async () => {
    old = await startUpstream('old')
    young = await startUpstream('new')
    haproxy = await startHaproxy(
      tableOf({
        upstreams: {
          old: { url: old.url },
          new: { url: young.url, host: 'new.internal:81', health: '/healthz' },
        },
        routes: [
          { id: 'moved', match: { path: '/moved/*' } },
          { id: 'admin', match: { path: '/admin/*' }, deny: true },
        ],
        weights: { moved: 100 },
      }),
    )
  })

  after(async () => {
    await haproxy.close()
    await old.close()
    await young.close()
  })

  it('answers 403 with a short text where the plan denies', async () => {
    const answer = await haproxy.get('/admin/')
    expect(answer).to.include({ status: 403, body: 'this address is not public' })
    expect(answer.headers['content-type']).to.equal('text/plain')
    expect(answer.headers['x-request-id']).to.be.a('string')
  })

  it('lets nobody slip past a deny, however they spell it', async () => {
    const before = old.counted()
    for (const path of hostile) {
      const status = await statusOf(`GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)
      expect(status, path.slice(0, 80)).to.be.oneOf(['403', '400'])
    }
    expect(old.counted()).to.equal(before)
  })

  it('refuses a request without a Host or with two', async () => {
    for (const hosts of ['', 'Host: a\r\nHost: b\r\n', 'Host: a\r\nhost: b\r\n'])
      for (const protocol of ['1.0', '1.1'])
        expect(await statusOf(`GET /x HTTP/${protocol}\r\n${hosts}Connection: close\r\n\r\n`)).to.equal('400')
    expect(await statusOf('CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n')).to.equal('400')
  })

  it('hands the upstream the path as it came, of an absolute address only the path', async () => {
    const raw = '//x/./%61;b=1/?q=/../%2e&%zz'
    expect(await asked(raw)).to.include({ upstream: 'old', url: raw })
    const reply = await haproxy.raw(`GET http://h${raw} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)
    expect(reply).to.include(`"url":"${raw}"`)
  })

  it('gives an upstream the Host that the plan names, and tells the one that was asked for', async () => {
    expect(await asked('/moved/x', { host: 'shop.example' })).to.deep.include({
      upstream: 'new',
      url: '/moved/x',
    })
    const { headers } = await asked('/moved/x', { host: 'shop.example' })
    expect(headers).to.include({ host: 'new.internal:81', 'x-forwarded-host': 'shop.example' })
  })

  it('logs a request as one line of JSON, without its query', async () => {
    const path = `/lo'g"{}|?secret`
    await haproxy.raw(`GET ${path} HTTP/1.1\r\nHost: h\r\nX-Request-ID: find-me\r\nConnection: close\r\n\r\n`)
    const line = await eventually(() => haproxy.child().lines.find((text) => text.includes('find-me')))
    expect(JSON.parse(line)).to.include({
      path: `/lo'g"{}|`,
      status: 200,
      route: 'unclaimed',
      server: 'legacy',
    })
    expect(line).not.to.include('secret')
  })

  it('lets no other web page post to the statistics page', async () => {
    const { statsPort } = haproxy.options
    const ask = async (headers: Record<string, string>, method: 'GET' | 'POST' = 'POST'): Promise<number> => {
      const body = method === 'POST' ? 's=candidate&action=drain&b=moved' : null
      const answer = await request(`http://127.0.0.1:${statsPort}/`, { method, headers, body })
      await answer.body.dump()
      return answer.statusCode
    }
    expect(await ask({}, 'GET')).to.equal(200)
    const weight = async (): Promise<unknown> => (await haproxy.edge.observe()).weights['moved']
    expect(await ask({ 'sec-fetch-site': 'cross-site' })).to.equal(403)
    expect(await ask({ host: 'evil.example' })).to.equal(403)
    expect(await weight()).to.equal(100)
    expect(await ask({ 'sec-fetch-site': 'same-origin' })).to.equal(303)
    expect(await weight()).to.equal(null)
    await haproxy.edge.release('moved')
    const metrics = await (await fetch(`http://127.0.0.1:${statsPort}/metrics`)).text()
    expect(metrics).to.include('haproxy_server_weight{proxy="moved",server="candidate"} 100')
  })
})
