import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { parseConfig } from '../src/config.ts'
import { createTrustedPeers } from '../src/forwarding/trusted-peers.ts'
import { startProxy, type TestProxy } from './support/proxy.ts'
import { startUpstream, type Asked, type TestUpstream } from './support/upstream.ts'

/** What an edge says in front of the proxy. */
const SAID = {
  host: 'shop.example',
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-host': 'www.shop.example',
  'x-forwarded-proto': 'https',
  'x-forwarded-prefix': '/shop',
  forwarded: 'for=203.0.113.7',
  'x-real-ip': '203.0.113.7',
  'x-strangler-shadow': 'signed',
  'x-request-id': 'id-1',
}

describe('a trusted peer of the proxy', () => {
  let upstream: TestUpstream
  const proxies: TestProxy[] = []
  const start = async (peers: string): Promise<TestProxy> => {
    const table = tableOf({ upstreams: { old: { url: upstream.url } }, routes: [] })
    const proxy = await startProxy(table, { TRUSTED_PEERS: peers })
    proxies.push(proxy)
    return proxy
  }
  const told = async (proxy: TestProxy, headers: Record<string, string>): Promise<IncomingHttpHeaders> =>
    (JSON.parse((await proxy.get('/x', headers)).body) as Asked).headers

  before(async () => {
    upstream = await startUpstream('old')
    await start('10.0.0.0/8, 127.0.0.1')
    await start('10.0.0.0/8')
  })
  after(async () => {
    for (const proxy of proxies) await proxy.stop()
    await upstream.close()
  })

  it('says who asks, how and for what host, and is passed on as it said it', async () => {
    expect(await told(proxies[0]!, SAID)).to.include(SAID)
  })

  it('is helped out where it says nothing', async () => {
    expect(await told(proxies[0]!, { host: 'h', 'x-forwarded-for': '203.0.113.7' })).to.include({
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-host': 'h',
      'x-forwarded-proto': 'http',
    })
    expect(await told(proxies[0]!, { host: 'h' })).to.include({ 'x-forwarded-for': '127.0.0.1' })
  })

  it('is believed nothing that it may have got from its client uncleaned', async () => {
    const headers = await told(proxies[0]!, {
      ...SAID,
      connection: 'keep-alive, x-forwarded-for, x-strangler-shadow',
      x_forwarded_for: '6.6.6.6',
      'x-strangler_side': 'candidate',
      'x-strangler-side': 'a pin',
    })
    expect(headers).to.include({ 'x-forwarded-for': '203.0.113.7', 'x-strangler-shadow': 'signed' })
    for (const name of ['x_forwarded_for', 'x-strangler_side', 'x-strangler-side'])
      expect(headers).not.to.have.property(name)
  })

  it('is nobody else', async () => {
    const headers = await told(proxies[1]!, SAID)
    expect(headers).to.include({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'shop.example',
      'x-forwarded-proto': 'http',
      'x-request-id': 'id-1',
    })
    for (const name of ['x-forwarded-prefix', 'forwarded', 'x-real-ip', 'x-strangler-shadow'])
      expect(headers).not.to.have.property(name)
  })

  it('is believed for upgrades too', async () => {
    const server = createServer()
    let seen: IncomingHttpHeaders = {}
    server.on('upgrade', (req, socket) => {
      seen = req.headers
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await proxies[0]!.apply(tableOf({ upstreams: { old: { url } }, routes: [], version: 2 }))
    const lines = Object.entries(SAID).map(([name, value]) => `${name}: ${value}\r\n`)
    const reply = await proxies[0]!.raw(
      `GET /ws HTTP/1.1\r\n${lines.join('')}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    )
    expect(reply.slice(9, 12)).to.equal('401')
    expect(seen).to.include(SAID)
    server.close()
  })
})

describe('TRUSTED_PEERS', () => {
  it('holds addresses and networks, of both families', () => {
    const isTrusted = createTrustedPeers(['10.1.0.0/16', '192.0.2.1', 'fd00::/8', '2001:db8::1'])
    for (const address of ['10.1.2.3', '192.0.2.1', 'fd12::1', '2001:db8::1'])
      expect(isTrusted(address), address).to.equal(true)
    for (const address of ['10.2.0.0', '192.0.2.2', 'fe80::1', '2001:db8::2', '', 'localhost'])
      expect(isTrusted(address), address).to.equal(false)
  })

  it('trusts nobody where it is empty', () => {
    expect(createTrustedPeers([])('127.0.0.1')).to.equal(false)
    expect(parseConfig({ TRUSTED_PEERS: '' })).to.have.nested.property('config.TRUSTED_PEERS').that.is.empty
  })

  it('is refused with what is wrong in it', () => {
    for (const wrong of ['localhost', '10.0.0.0/33', '10.0.0/8', '::1/129', '10.0.0.0/8/8', '10.0.0.0/'])
      expect(parseConfig({ TRUSTED_PEERS: `127.0.0.1, ${wrong}` }))
        .to.have.nested.property('faults[0]')
        .that.includes(`TRUSTED_PEERS: "${wrong}" is neither an address nor a network like 10.0.0.0/8`)
  })
})
