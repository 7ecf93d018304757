import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { WebSocket, WebSocketServer } from 'ws'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { eventually } from '../../tests/support/eventually.ts'
import { startProxy, type TestProxy } from './support/proxy.ts'
import { startCanned, startRawUpstream } from './support/upstream.ts'

interface Talker {
  readonly url: string
  /** Tunnels that are open. */
  readonly open: () => number
  /** Headers of the last upgrade. */
  readonly seen: () => IncomingHttpHeaders
  close(): Promise<void>
}

/** Says its name first, then what it is told, and refuses `/no/*`. */
async function startTalker(name: string): Promise<Talker> {
  let seen: IncomingHttpHeaders = {}
  const sockets = new WebSocketServer({ noServer: true })
  const server: Server = createServer((_, res) => res.end(`plain ${name}`))
  server.on('upgrade', (req, socket, head) => {
    seen = req.headers
    if (req.url?.startsWith('/no/'))
      return socket.end('HTTP/1.1 401 Unauthorized\r\nX-Why: no\r\nContent-Length: 2\r\n\r\nno')
    sockets.handleUpgrade(req, socket, head, (client) => {
      client.send(`${name} ${req.url ?? ''}`)
      client.on('message', (data, isBinary) => client.send(data, { binary: isBinary }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => sockets.clients.size,
    seen: () => seen,
    async close() {
      for (const client of sockets.clients) client.terminate()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

describe('WebSockets through the proxy', () => {
  let old: Talker
  let young: Talker
  let proxy: TestProxy
  let version = 1

  const serve = (weights: Record<string, number>, more: Record<string, string> = {}): Promise<void> =>
    proxy.apply(
      tableOf({
        upstreams: {
          old: { url: old.url },
          new: { url: young.url, host: 'new.internal' },
          odd: { url: more['odd'] ?? 'http://127.0.0.1:1' },
        },
        routes: [
          { id: 'a', match: { path: '/a' }, expose: true },
          { id: 'user', match: { path: '/user' }, split: { by: 'user', cookie: 'session' } },
          { id: 'odd', match: { path: '/odd' }, candidate: 'odd', timeouts: { response: '300ms' } },
          { id: 'admin', match: { path: '/admin/*' }, deny: true },
        ],
        weights: { odd: 100, ...weights },
        version: version++,
      }),
    )
  const dial = (path: string, headers: Record<string, string> = {}): WebSocket =>
    new WebSocket(`ws://127.0.0.1:${proxy.port}${path}`, { headers })
  const firstWord = async (socket: WebSocket): Promise<string> => {
    const [data] = (await once(socket, 'message')) as [Buffer]
    return data.toString()
  }
  /** Status and body of the answer that is no tunnel. */
  const refusal = async (
    path: string,
  ): Promise<{ status: number; body: string; headers: IncomingHttpHeaders }> => {
    const socket = dial(path)
    socket.on('error', () => undefined)
    const [, res] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
    let body = ''
    for await (const chunk of res) body += String(chunk)
    return { status: res.statusCode ?? 0, body, headers: res.headers }
  }
  const inFlight = async (route: string, side: 'legacy' | 'candidate'): Promise<number> => {
    const { body } = await proxy.admin('/observation')
    type Traffic = Record<string, Record<string, { inFlight: number }>>
    return (body as { traffic: Traffic }).traffic[route]![side]!.inFlight
  }

  before(async () => {
    old = await startTalker('old')
    young = await startTalker('new')
    proxy = await startProxy(null)
  })
  after(async () => {
    await proxy.stop()
    await old.close()
    await young.close()
  })

  it('carry what both say, and are in flight until they part', async () => {
    await serve({})
    const socket = dial('/a?x=1')
    expect(await firstWord(socket)).to.equal('old /a?x=1')
    expect(await inFlight('a', 'legacy')).to.equal(1)
    const large = Buffer.alloc(500_000, 'x')
    socket.send(large)
    expect(await firstWord(socket)).to.have.length(large.length)
    socket.close()
    await eventually(async () => (await inFlight('a', 'legacy')) === 0)
    await eventually(() => old.open() === 0)
  })

  it('go where the table says, cohorts and denials too, and carry our headers both ways', async () => {
    await serve({ a: 100, user: 50 })
    const socket = dial('/a', {
      'x-forwarded-for': '6.6.6.6',
      'x-strangler-shadow': 'forged',
      'x-request-id': 'mine',
      'x-other': 'kept',
    })
    const [answer] = (await once(socket, 'upgrade')) as [IncomingMessage]
    expect(answer.headers).to.include({ 'x-request-id': 'mine', 'x-strangler-upstream': 'new' })
    expect(young.seen()).to.include({
      host: 'new.internal',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': `127.0.0.1:${proxy.port}`,
      'x-request-id': 'mine',
      'x-other': 'kept',
    })
    expect(young.seen()).not.to.have.property('x-strangler-shadow')
    socket.terminate()
    await eventually(() => young.open() === 0)
    const user = dial('/user')
    const [met] = (await once(user, 'upgrade')) as [IncomingMessage]
    expect(String(met.headers['set-cookie'])).to.match(/^strangler_cohort=/)
    user.terminate()
    expect(await refusal('/admin/x')).to.include({ status: 403, body: 'this address is not public' })
    expect((await refusal('/x/..%2fadmin/')).status).to.equal(400)
  })

  it('hand back an answer that is no tunnel', async () => {
    await serve({})
    const { status, body, headers } = await refusal('/no/thanks')
    expect({ status, body }).to.deep.equal({ status: 401, body: 'no' })
    expect(headers).to.include({ 'x-why': 'no' }).and.to.have.property('x-request-id')
  })

  it('are answered 503, 502 or 504 where nobody takes them, and counted against the upstream', async () => {
    await serve({})
    expect(await refusal('/odd')).to.include({
      status: 503,
      body: 'the upstream of this address cannot be reached',
    })
    const broken = await startCanned('')
    await serve({}, { odd: broken.url })
    expect((await refusal('/odd')).status).to.equal(502)
    const silent = await startRawUpstream(() => undefined)
    await serve({}, { odd: silent.url })
    expect((await refusal('/odd')).status).to.equal(504)
    await eventually(async () => {
      const { body } = await proxy.admin('/observation')
      expect(body).to.have.nested.property('traffic.odd.candidate.errors5xx', 3)
      return true
    })
    await broken.close()
    await silent.close()
  })

  it('let their upstream go when the client just leaves, before the answer too', async () => {
    let left = 0
    const silent = await startRawUpstream((socket) => socket.resume().once('close', () => left++))
    await serve({}, { odd: silent.url })
    const socket = dial('/odd')
    socket.on('error', () => undefined)
    await eventually(() => silent.counted() === 1)
    socket.terminate()
    await eventually(() => left === 1)
    await eventually(async () => (await inFlight('odd', 'candidate')) === 0)
    await silent.close()
  })

  it('end with their upstream', async () => {
    await serve({})
    const socket = dial('/a')
    await firstWord(socket)
    const ended = once(socket, 'close')
    await old.close()
    await ended
    old = await startTalker('old')
  })

  it('are no other protocol: that is served as if it were not asked for', async () => {
    await serve({})
    const reply = await proxy.raw(
      'GET /a HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\nConnection: Upgrade, close\r\n\r\n',
    )
    expect(reply)
      .to.match(/^HTTP\/1.1 200/)
      .and.include('plain old')
  })

  it('survive a change of the table', async () => {
    await serve({})
    const socket = dial('/a')
    await firstWord(socket)
    await serve({ a: 100 })
    socket.send('still here')
    expect(await firstWord(socket)).to.equal('still here')
    expect(await firstWord(dial('/a'))).to.equal('new /a')
    socket.terminate()
  })

  it('do not keep a proxy from stopping for ever', async () => {
    await serve({})
    const socket = dial('/a')
    await firstWord(socket)
    const ended = once(socket, 'close')
    await proxy.stop()
    await ended
  })
})
