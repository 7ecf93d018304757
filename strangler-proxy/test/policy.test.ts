import { expect } from 'chai'
import { signPin } from '@strangler/migration-plan'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { startProxy, type TestProxy } from './support/proxy.ts'
import { startUpstream, type Asked, type TestUpstream } from './support/upstream.ts'

const PIN_KEY = 'k'.repeat(32)
const hourAhead = (): number => Math.floor(Date.now() / 1000) + 3600

describe('what the plan says of a route', () => {
  let old: TestUpstream
  let young: TestUpstream
  let proxy: TestProxy
  before(async () => {
    old = await startUpstream('old', {
      handle: (req, res) => {
        res.writeHead(200, { 'X-Powered-By': 'legacy', 'Cache-Control': 'private', 'X-Kept': '1' })
        res.end(JSON.stringify({ upstream: 'old', headers: req.headers }))
      },
    })
    young = await startUpstream('new')
    const request = { set: { 'X-Tenant': 'a', 'X-Mode': 'edge' }, remove: ['X-Debug'] }
    const response = { set: { 'Cache-Control': 'no-store' }, remove: ['X-Powered-By'] }
    const table = tableOf({
      upstreams: { old: { url: old.url }, new: { url: young.url } },
      routes: [
        { id: 'edited', match: { path: '/edited' }, headers: { request, response } },
        { id: 'plain', match: { path: '/plain' } },
      ],
    })
    proxy = await startProxy(table, { PIN_KEY })
  })
  after(async () => {
    await proxy.stop()
    await old.close()
    await young.close()
  })

  it('changes the headers that the upstream gets, and leaves the others as they came', async () => {
    const { body } = await proxy.get('/edited', { 'X-Debug': '1', 'x-mode': 'mine', 'X-Other': 'kept' })
    const { headers } = JSON.parse(body) as Asked
    expect(headers).to.include({ 'x-tenant': 'a', 'x-mode': 'edge', 'x-other': 'kept' })
    expect(headers).not.to.have.property('x-debug')
  })

  it('changes the headers that the client gets', async () => {
    const { headers } = await proxy.get('/edited')
    expect(headers).to.include({ 'cache-control': 'no-store', 'x-kept': '1' })
    expect(headers).not.to.have.property('x-powered-by')
  })

  it('changes nothing of a route that says nothing', async () => {
    const answer = await proxy.get('/plain', { 'X-Debug': '1' })
    expect(answer.headers).to.include({ 'cache-control': 'private', 'x-powered-by': 'legacy' })
    expect((JSON.parse(answer.body) as Asked).headers).to.include({ 'x-debug': '1' })
  })

  it('takes a tester to the side that a signed pin names, says so, and tells the upstream nothing', async () => {
    const { headers, body } = await proxy.get('/plain', {
      'X-Strangler-Side': signPin(PIN_KEY, 'candidate', hourAhead()),
    })
    expect(headers).to.include({ 'x-strangler-side': 'candidate' })
    expect(JSON.parse(body) as Asked).to.include({ upstream: 'new' })
    expect((JSON.parse(body) as Asked).headers).not.to.have.property('x-strangler-side')
  })

  it('answers 503 to a pinned request whose side is down, at any weight', async () => {
    await young.close()
    const pinned = { 'X-Strangler-Side': signPin(PIN_KEY, 'candidate', hourAhead()) }
    expect((await proxy.get('/plain', pinned)).status).to.equal(503)
    expect((await proxy.get('/plain')).status).to.equal(200)
  })
})
