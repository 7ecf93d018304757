import { once } from 'node:events'
import type { Socket } from 'node:net'
import { expect } from 'chai'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { eventually } from '../../tests/support/eventually.ts'
import { startProxy, type TestProxy } from './support/proxy.ts'
import { startCanned, startRawUpstream, startUpstream, type TestUpstream } from './support/upstream.ts'

const MEGABYTE = 1024 * 1024

describe('forwarding', () => {
  let proxy: TestProxy
  const upstreams: TestUpstream[] = []
  let version = 1

  /** Serves everything from the upstream; the one before goes with the test. */
  const serve = async (
    upstream: TestUpstream,
    defaults: Record<string, unknown> = {},
  ): Promise<TestUpstream> => {
    upstreams.push(upstream)
    await proxy.apply(
      tableOf({ upstreams: { old: { url: upstream.url } }, routes: [], defaults, version: version++ }),
    )
    return upstream
  }
  const head = (line: string, ...headers: string[]): string =>
    `${[line, 'Host: h', ...headers].join('\r\n')}\r\n\r\n`
  const counts = async (): Promise<{ requests: number; errors5xx: number; inFlight: number }> => {
    const { body } = await proxy.admin('/observation')
    return (
      body as {
        traffic: Record<string, { legacy: { requests: number; errors5xx: number; inFlight: number } }>
      }
    ).traffic['unclaimed']!.legacy
  }
  /** Reads until the text holds `mark`. */
  const readUntil = async (socket: Socket, mark: string): Promise<string> => {
    let text = ''
    socket.setEncoding('latin1')
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      text += String(chunk)
      if (text.includes(mark)) return text
    }
    return text
  }

  before(async () => {
    proxy = await startProxy(null)
  })
  afterEach(async () => {
    for (const upstream of upstreams.splice(0)) await upstream.close()
  })
  after(() => proxy.stop())

  it('streams both ways at once, without waiting for an end', async () => {
    await serve(
      await startUpstream('old', {
        handle: (req, res) => {
          res.writeHead(200)
          req.pipe(res)
        },
      }),
    )
    const socket = proxy.connect()
    socket.write(head('POST /x HTTP/1.1', 'Transfer-Encoding: chunked'))
    for (const word of ['one', 'two', 'three']) {
      socket.write(`${word.length.toString(16)}\r\n${word}\r\n`)
      expect(await readUntil(socket, word)).to.include(word)
    }
    socket.write('0\r\n\r\n')
    expect(await readUntil(socket, '0\r\n\r\n')).to.include('0\r\n\r\n')
    socket.destroy()
  })

  it('holds an upstream back whose client does not read', async () => {
    let written = 0
    await serve(
      await startUpstream('old', {
        handle: (_, res) => {
          const write = (): void => {
            while (written < 64 * MEGABYTE) {
              written += MEGABYTE
              if (!res.write(Buffer.alloc(MEGABYTE))) return void res.once('drain', write)
            }
            res.end()
          }
          write()
        },
      }),
    )
    const socket = proxy.connect()
    socket.pause()
    socket.write(head('GET /x HTTP/1.1'))
    await eventually(() => written > 0)
    let before = -1
    await eventually(
      () => {
        const isStill = written === before
        before = written
        return isStill
      },
      { everyMs: 500 },
    )
    expect(written).to.be.below(40 * MEGABYTE)
    let received = 0
    socket.on('data', (chunk: Buffer) => (received += chunk.length)).resume()
    await eventually(() => received >= 64 * MEGABYTE)
    socket.destroy()
  })

  it('holds a client back whose upstream does not read', async () => {
    const taken: Socket[] = []
    await serve(
      await startRawUpstream((socket) => {
        socket.pause()
        taken.push(socket)
      }),
    )
    const socket = proxy.connect()
    socket.on('error', () => undefined)
    socket.write(head('POST /x HTTP/1.1', `Content-Length: ${64 * MEGABYTE}`))
    await eventually(() => taken.length === 1)
    let sent = 0
    const write = (): void => {
      while (sent < 64 * MEGABYTE) {
        sent += MEGABYTE
        if (!socket.write(Buffer.alloc(MEGABYTE))) return void socket.once('drain', write)
      }
    }
    write()
    let before = -1
    await eventually(
      () => {
        const isStill = sent === before
        before = sent
        return isStill
      },
      { everyMs: 500 },
    )
    expect(sent).to.be.below(40 * MEGABYTE)
    socket.destroy()
  })

  it('hands answers back as they are: status line, headers as spelt, repeated and in order', async () => {
    await serve(
      await startCanned(
        'HTTP/1.1 299 Quite Fine\r\nX-oNe: 1\r\nSet-Cookie: a=1; Path=/\r\nX-Two: \xe9\r\nset-cookie: b=2\r\nX-oNe: 3\r\nContent-Length: 2\r\n\r\nok',
      ),
    )
    const reply = await proxy.raw(head('GET /x HTTP/1.1', 'Connection: close'))
    expect(reply).to.match(/^HTTP\/1.1 299 Quite Fine\r\n/)
    expect(reply).to.include(
      'X-oNe: 1\r\nSet-Cookie: a=1; Path=/\r\nX-Two: \xe9\r\nset-cookie: b=2\r\nX-oNe: 3\r\n',
    )
    expect(reply.endsWith('\r\n\r\nok')).to.equal(true)
  })

  it('hands back nothing that concerns the connection to the upstream only', async () => {
    await serve(
      await startCanned(
        'HTTP/1.1 200 OK\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: timeout=99\r\nProxy-Connection: x\r\nUpgrade: x\r\nContent-Length: 2\r\n\r\nok',
      ),
    )
    const { headers, body } = await proxy.get('/x')
    expect(body).to.equal('ok')
    expect(headers).not.to.have.any.keys('x-mine', 'proxy-connection', 'upgrade')
    expect(headers['keep-alive']).not.to.include('99')
  })

  const bodiless = [
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', '200', 'Content-Length: 5'],
    ['HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '200', ''],
    ['GET', 'HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n', '204', 'X-A: 1'],
    [
      'GET',
      'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 5\r\n\r\n',
      '304',
      'Content-Length: 5',
    ],
  ] as const
  for (const [method, canned, status, header] of bodiless)
    it(`answers ${method} with ${status} without a body: ${JSON.stringify(canned.slice(9, 60))}`, async () => {
      await serve(await startCanned(canned))
      const reply = await proxy.raw(head(`${method} /x HTTP/1.1`, 'Connection: close'))
      expect(reply.slice(9, 12)).to.equal(status)
      expect(reply).to.include(header)
      expect(reply.slice(reply.indexOf('\r\n\r\n'))).to.equal('\r\n\r\n')
    })

  it('takes an answer that ends with its connection', async () => {
    await serve(await startCanned('HTTP/1.0 200 OK\r\n\r\nuntil the end'))
    expect((await proxy.get('/x')).body).to.equal('until the end')
  })

  it('serves HTTP/1.0 clients, without chunks and with the end of the connection as the end', async () => {
    await serve(
      await startCanned('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'),
    )
    const reply = await proxy.raw(head('GET /x HTTP/1.0'))
    expect(reply).not.to.match(/transfer-encoding/i)
    expect(reply.endsWith('\r\n\r\nabc')).to.equal(true)
  })

  it('passes interim answers and trailers on', async () => {
    await serve(
      await startUpstream('old', {
        handle: (_, res) => {
          res.writeEarlyHints({ link: '</a.css>; rel=preload' })
          res.writeHead(200, { Trailer: 'X-Sum' })
          res.write('abc')
          res.addTrailers({ 'X-Sum': '7' })
          res.end()
        },
      }),
    )
    const reply = await proxy.raw(head('GET /x HTTP/1.1', 'Connection: close'))
    expect(reply).to.match(
      /^HTTP\/1.1 103 Early Hints\r\nLink: <\/a.css>; rel=preload\r\n\r\nHTTP\/1.1 200 OK\r\n/,
    )
    expect(reply).to.include('Trailer: X-Sum\r\n')
    expect(reply.endsWith('3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n')).to.equal(true)
    const old = await proxy.raw(head('GET /x HTTP/1.0'))
    expect(old).not.to.include('103')
    expect(old.endsWith('abc')).to.equal(true)
  })

  it('asks for a body with 100 Continue only once an upstream is there to take it', async () => {
    const old = await serve(await startUpstream('old'))
    const socket = proxy.connect()
    socket.write(head('POST /x HTTP/1.1', 'Expect: 100-continue', 'Content-Length: 4', 'Connection: close'))
    expect(await readUntil(socket, '\r\n\r\n')).to.equal('HTTP/1.1 100 Continue\r\n\r\n')
    socket.write('body')
    expect(await readUntil(socket, '}')).to.include('"body":"body"')
    await old.close()
    const refused = await proxy.raw(head('POST /x HTTP/1.1', 'Expect: 100-continue', 'Content-Length: 4'))
    expect(refused).to.match(/^HTTP\/1.1 503/)
  })

  it('hands back an answer that comes before the request is complete', async () => {
    await serve(
      await startRawUpstream((socket) => {
        socket.once('data', () => socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nno.'))
      }),
    )
    const socket = proxy.connect()
    socket.write(head('POST /x HTTP/1.1', 'Content-Length: 8'))
    socket.write('half')
    expect(await readUntil(socket, 'no.')).to.match(/^HTTP\/1.1 413/)
    socket.write('rest')
    socket.write(head('GET /next HTTP/1.1'))
    expect(await readUntil(socket, 'no.')).to.match(/^HTTP\/1.1 413/)
    socket.destroy()
  })

  const broken = [
    ['hangs up', '', '502'],
    ['speaks something else', 'SSH-2.0-OpenSSH\r\n', '502'],
    ['uses a coding we do not know', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc', '502'],
    ['sends two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd', '502'],
    ['sends too large a head', `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`, '502'],
    [
      'switches protocols unasked',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      '502',
    ],
  ] as const
  for (const [name, canned, status] of broken)
    it(`answers ${status} when the upstream ${name}, and counts it against the upstream`, async () => {
      await serve(await startCanned(canned), { retries: 0 })
      const before = await counts()
      const reply = await proxy.raw(head('GET /x HTTP/1.1', 'Connection: close'))
      expect(reply.slice(9, 12)).to.equal(status)
      expect(reply).to.match(/X-Request-ID: [0-9a-f-]{36}/)
      const after = await counts()
      expect(after.errors5xx - before.errors5xx).to.equal(1)
      expect(after.inFlight).to.equal(0)
    })

  it('cuts the client off when the upstream breaks off in its answer, so that no half is taken for a whole', async () => {
    for (const canned of [
      'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
    ]) {
      await serve(await startCanned(canned))
      const before = await counts()
      const reply = await proxy.raw(head('GET /x HTTP/1.1'))
      expect(reply).to.include('half').and.not.include('0\r\n\r\n')
      expect((await counts()).errors5xx - before.errors5xx).to.equal(1)
    }
  })

  it('answers 504 after too long a silence, before the answer; within it, cuts the client off', async () => {
    await serve(await startRawUpstream(() => undefined), { timeouts: { response: '200ms' } })
    expect((await proxy.get('/x')).status).to.equal(504)
    await serve(
      await startRawUpstream((socket) => {
        socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'))
      }),
      { timeouts: { response: '200ms' } },
    )
    expect(await proxy.raw(head('GET /x HTTP/1.1'))).to.match(/half$/)
  })

  it('lets a slow client take its time: only the silence of the upstream counts', async () => {
    await serve(await startUpstream('old'), { timeouts: { response: '200ms' } })
    const socket = proxy.connect()
    socket.write(head('POST /x HTTP/1.1', 'Content-Length: 4', 'Connection: close'))
    socket.write('bo')
    await new Promise((resolve) => setTimeout(resolve, 700))
    socket.write('dy')
    expect(await readUntil(socket, '}')).to.include('"body":"body"')
  })

  it('answers 503 where nobody listens, after trying as often as the plan says', async () => {
    const old = await startUpstream('old')
    await serve(old, { retries: 1, timeouts: { connect: '50ms' } })
    await old.close()
    const before = await counts()
    expect((await proxy.get('/x', {}, 'POST', 'body')).status).to.equal(503)
    const after = await counts()
    expect(after.errors5xx - before.errors5xx).to.equal(1)
    const { body } = await proxy.admin('/metrics')
    expect(body).to.match(/strangler_proxy_retries_total\{route="unclaimed",side="legacy"\} [1-9]/)
  })

  it('serves a request whose upstream comes back while it tries again', async () => {
    const old = await startUpstream('old')
    const port = Number(new URL(old.url).port)
    await serve(old, { retries: 5 })
    await old.close()
    const answer = proxy.get('/x', {}, 'POST', 'body')
    upstreams.push(await startUpstream('old', { port }))
    expect((await answer).status).to.equal(200)
  })

  it('asks once more, of a safe request only, when the upstream hangs up without an answer', async () => {
    let hangUps = 0
    const old = await startUpstream('old', {
      handle: (req, res) => {
        if (req.url === '/x' && hangUps++ % 2 === 0) req.socket.destroy()
        else res.end('fine')
      },
    })
    await serve(old, { retries: 1 })
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      hangUps = 0
      expect((await proxy.get('/x', {}, method)).status, method).to.equal(200)
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      hangUps = 0
      expect((await proxy.get('/x', { 'content-length': 1 }, method, 'b')).status, method).to.equal(502)
      expect(hangUps, method).to.equal(1)
    }
  })

  it('gives up the upstream when its client leaves, and holds it against nobody', async () => {
    let asked = 0
    let left = 0
    await serve(
      await startUpstream('old', {
        handle: (req, res) => {
          asked++
          res.on('close', () => left++)
          if (req.url === '/begun') res.write('begun')
        },
      }),
    )
    const before = await counts()
    for (const [request, mark] of [
      [head('GET /x HTTP/1.1'), ''],
      [head('GET /begun HTTP/1.1'), 'begun'],
      [`${head('POST /x HTTP/1.1', 'Content-Length: 10')}half`, ''],
    ] as const) {
      const [askedBefore, leftBefore] = [asked, left]
      const socket = proxy.connect()
      socket.write(request)
      await eventually(() => asked > askedBefore)
      if (mark) await readUntil(socket, mark)
      socket.destroy()
      await eventually(() => left > leftBefore)
    }
    await eventually(async () => (await counts()).inFlight === 0)
    const after = await counts()
    expect(after.errors5xx).to.equal(before.errors5xx)
    expect(after.requests - before.requests).to.equal(3)
  })

  it('sends each of pipelined requests, and answers them in order', async () => {
    await serve(await startUpstream('old'))
    const socket = proxy.connect()
    socket.write(
      head('GET /one HTTP/1.1') +
        head('GET /two HTTP/1.1') +
        head('GET /three HTTP/1.1', 'Connection: close'),
    )
    const reply = await readUntil(socket, '/three')
    expect([...reply.matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url)).to.deep.equal([
      '/one',
      '/two',
      '/three',
    ])
    await once(socket, 'close')
  })
})
