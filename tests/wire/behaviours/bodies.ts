import { expect } from 'chai'
import { nameOf, type Behaviour } from '../support/behaviour.ts'
import { readReply } from '../support/replies.ts'
import { ask, chunk, CHUNKED, CLOSE, LAST_CHUNK, send } from '../support/requests.ts'
import { canned, OK } from '../support/scripted-upstream.ts'

const feature = 'bodies'

const behaviour = (rule: string, promise: string, run: Behaviour['run']): Behaviour => ({
  feature,
  rule,
  promise,
  run,
})

/** Answers without a body, whatever their headers say. */
const BODILESS: readonly (readonly [method: string, head: string, header: string | null])[] = [
  ['HEAD', '200 OK\r\nContent-Length: 5', 'content-length'],
  ['HEAD', '200 OK\r\nTransfer-Encoding: chunked', null],
  ['GET', '204 No Content', null],
  ['GET', '304 Not Modified\r\nContent-Length: 5', null],
  ['POST', '204 No Content', null],
]

/** Bodies come whole, as they were, and as soon as they come. */
export const bodies: readonly Behaviour[] = [
  behaviour(
    'RFC 9110 7.6',
    'passes on what comes of a request, without waiting for the rest',
    async (wire) => {
      const client = await wire.connect()
      client.write(ask(`POST ${wire.path}`, CHUNKED, CLOSE) + chunk('one'))
      const [read] = await wire.reachedBy(1)
      await wire.eventually(() => read?.body === 'one')
      client.write(chunk('two'))
      await wire.eventually(() => read?.body === 'onetwo')
      expect(read?.isWhole).to.equal(false)
      client.write(LAST_CHUNK)
      expect(readReply(await client.end()).statuses).to.deep.equal([200])
      expect(read).to.include({ body: 'onetwo', isWhole: true })
    },
  ),
  behaviour(
    'RFC 9110 7.6',
    'passes on what comes of an answer, without waiting for the rest',
    async (wire) => {
      const { promise: more, resolve } = Promise.withResolvers<undefined>()
      wire.answer(({ write }) => {
        write(`HTTP/1.1 200 OK\r\n${CHUNKED}\r\n\r\n${chunk('one')}`)
        void more.then(() => write(chunk('two') + LAST_CHUNK))
      })
      const client = await wire.connect()
      client.write(ask(`GET ${wire.path}`, CLOSE))
      const begun = readReply(await client.until('one\r\n'))
      expect([begun.body, begun.isComplete]).to.deep.equal(['one', false])
      resolve(undefined)
      expect(readReply(await client.end())).to.include({ body: 'onetwo', isComplete: true })
    },
  ),
  behaviour('RFC 9110 7.6', 'passes on the head of an answer before any of its body', async (wire) => {
    wire.answer(({ write }) => write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n'))
    const client = await wire.connect()
    client.write(ask(`GET ${wire.path}`))
    expect(readReply(await client.until('\r\n\r\n'))).to.include({ body: '', isComplete: false })
    client.reset()
  }),
  behaviour('RFC 9112 6.2', 'keeps the length of a request and of an answer', async (wire) => {
    wire.answer(canned('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody'))
    const reply = readReply(await wire.ask(send(`POST ${wire.path}`, 'request', CLOSE)))
    expect(reply.headers.get('content-length')).to.deep.equal(['4'])
    expect([reply.body, reply.headers.has('transfer-encoding')]).to.deep.equal(['body', false])
    const [read] = wire.reached()
    expect(
      read?.headers.filter(([name]) => /^content-length$/i.test(name)).map(([, each]) => each),
    ).to.deep.equal(['7'])
    expect(read?.body).to.equal('request')
  }),
  behaviour('RFC 9110 8.6', 'keeps a length of 0, of a request and of an answer', async (wire) => {
    wire.answer(canned('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
    const reply = readReply(await wire.ask(send(`POST ${wire.path}`, '', CLOSE)))
    expect([reply.headers.get('content-length')?.[0], reply.body]).to.deep.equal(['0', ''])
    const [read] = wire.reached()
    expect(read?.headers.find(([name]) => /^content-length$/i.test(name))?.[1]).to.equal('0')
  }),
  behaviour('RFC 9110 8.6', 'sends no length and no coding with a GET that came without', async (wire) => {
    await wire.ask(ask(`GET ${wire.path}`, CLOSE))
    const names = wire.reached()[0]?.headers.map(([name]) => name.toLowerCase())
    expect(names).not.to.include.members(['content-length']).and.not.to.include.members(['transfer-encoding'])
  }),
  behaviour('RFC 9110 9.3.5', 'passes on the body of a DELETE', async (wire) => {
    await wire.ask(send(`DELETE ${wire.path}`, 'which', CLOSE))
    expect(wire.reached()[0]).to.include({ method: 'DELETE', body: 'which', isWhole: true })
  }),
  behaviour('RFC 9110 6.4', 'keeps every byte of a body, in both directions', async (wire) => {
    const every = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('')
    wire.answer(canned(`HTTP/1.1 200 OK\r\nContent-Length: 256\r\n\r\n${every}`))
    const reply = readReply(
      await wire.ask(ask(`POST ${wire.path}`, CHUNKED, CLOSE) + chunk(every) + LAST_CHUNK),
    )
    expect(reply.body).to.equal(every)
    expect(wire.reached()[0]?.body).to.equal(every)
  }),
  ...BODILESS.map(([method, head, header]) =>
    behaviour(
      'RFC 9112 6.3',
      `takes ${method} answered ${JSON.stringify(head)} for complete, and the connection for the next`,
      async (wire) => {
        wire.answer(
          ({ read, whole, write }) =>
            void whole.then(() => write(read.target.endsWith('next') ? OK : `HTTP/1.1 ${head}\r\n\r\n`)),
        )
        const client = await wire.connect()
        client.write(ask(`${method} ${wire.path}`, ...(method === 'POST' ? ['Content-Length: 0'] : [])))
        const first = await client.until('\r\n\r\n')
        client.write(ask(`GET ${wire.path}next`, CLOSE))
        const all = await client.end()
        const reply = readReply(first)
        expect(reply.statuses).to.deep.equal([Number(head.slice(0, 3))])
        if (header !== null) expect(reply.headers.get(header)).to.deep.equal(['5'])
        expect(readReply(all.slice(first.length))).to.include({ body: 'ok', isComplete: true })
      },
    ),
  ),
  behaviour(
    'RFC 9112 6.1',
    'sends no chunks to a client of HTTP/1.0, from an upstream that keeps to the version it is asked in',
    async (wire) => {
      wire.answer(({ read, whole, end }) => {
        const isOld = read.version === 'HTTP/1.0'
        const chunked = `HTTP/1.1 200 OK\r\n${CHUNKED}\r\n\r\n${chunk('abc')}${LAST_CHUNK}`
        void whole.then(() => end(isOld ? 'HTTP/1.0 200 OK\r\n\r\nabc' : chunked))
      })
      const reply = readReply(await wire.ask(`GET ${wire.path} HTTP/1.0\r\nHost: h\r\n\r\n`))
      expect([reply.raw, reply.headers.has('transfer-encoding')]).to.deep.equal(['abc', false])
    },
  ),
  behaviour('RFC 9112 6.3', 'takes an answer that ends with its connection', async (wire) => {
    wire.answer(({ whole, end }) => void whole.then(() => end('HTTP/1.0 200 OK\r\n\r\nto the end')))
    expect(readReply(await wire.ask(ask(`GET ${wire.path}`, CLOSE))).body).to.equal('to the end')
  }),
  behaviour('RFC 9110 6.5', 'passes on the trailers of an answer', async (wire) => {
    wire.answer(
      canned(`HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\n${CHUNKED}\r\n\r\n${chunk('abc')}0\r\nX-Sum: 7\r\n\r\n`),
    )
    const reply = readReply(await wire.ask(ask(`GET ${wire.path}`, 'TE: trailers', 'Connection: close, TE')))
    expect(reply).to.include({ body: 'abc', isComplete: true })
    expect(reply.trailers.map((line) => line.toLowerCase())).to.deep.equal(['x-sum: 7'])
  }),
  behaviour(
    'RFC 9110 6.5.1',
    'keeps the trailers of a request behind its body, by the edge, or discards them, by the proxy',
    async (wire) => {
      const body = `${chunk('abc')}0\r\nX-Sum: 7\r\n\r\n`
      await wire.ask(ask(`POST ${wire.path}`, CHUNKED, 'Trailer: X-Sum', CLOSE) + body)
      const [read] = wire.reached()
      expect(read).to.include({ body: 'abc', isWhole: true })
      expect(read?.trailers).to.deep.equal(nameOf(wire.plane) === 'edge' ? ['x-sum: 7'] : [])
      const announced = read?.headers.some(([name]) => name.toLowerCase() === 'trailer')
      expect(announced).to.equal(nameOf(wire.plane) === 'edge')
    },
  ),
  behaviour('RFC 9112 6.3', 'answers pipelined requests each, in their order', async (wire) => {
    wire.answer(
      ({ read, whole, write }) =>
        void whole.then(() =>
          write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n<${read.target.at(-1) ?? ''}`),
        ),
    )
    const reply = await wire.ask(
      send(`POST ${wire.path}1`, 'one') + ask(`GET ${wire.path}2`) + ask(`GET ${wire.path}3`, CLOSE),
    )
    expect([...reply.matchAll(/<(.)/g)].map(([, which]) => which)).to.deep.equal(['1', '2', '3'])
  }),
]
