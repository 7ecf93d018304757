import { expect } from 'chai'
import type { Behaviour } from '../support/behaviour.ts'
import { readReply } from '../support/replies.ts'
import { ask, chunk, CHUNKED, CLOSE, send } from '../support/requests.ts'
import type { Reached } from '../support/scripted-upstream.ts'

const feature = 'broken bodies'

/** Halves of an answer, and how the upstream leaves behind them. */
const HALVES: readonly (readonly [name: string, half: string])[] = [
  ['an answer of known length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'],
  ['an answer in chunks, between two', `HTTP/1.1 200 OK\r\n${CHUNKED}\r\n\r\n${chunk('half')}`],
  ['an answer in chunks, within one', `HTTP/1.1 200 OK\r\n${CHUNKED}\r\n\r\na\r\nhalf`],
  [
    'an answer in chunks, before the end of the trailers',
    `HTTP/1.1 200 OK\r\n${CHUNKED}\r\n\r\n4\r\nhalf\r\n0\r\n`,
  ],
]
const WAYS: readonly (readonly [name: string, leave: (reached: Reached) => void])[] = [
  ['hangs up', ({ socket }) => socket.end()],
  ['resets', ({ socket }) => void setImmediate(() => socket.resetAndDestroy())],
]

/** No half is ever taken for a whole. */
export const breaks: readonly Behaviour[] = [
  ...HALVES.flatMap(([name, half]) =>
    WAYS.map(([way, leave]): Behaviour => ({
      feature,
      rule: 'RFC 9112 8',
      promise: `cuts the client off where the upstream ${way} in ${name}`,
      async run(wire) {
        wire.answer((reached) => {
          void reached.whole.then(() => {
            reached.write(half)
            leave(reached)
          })
        })
        const client = await wire.connect()
        client.write(ask(`GET ${wire.path}`))
        const bytes = await client.end()
        // A reset may overtake what was sent before it: then there is no answer at all, or one that blames the upstream.
        if (bytes !== '' && !bytes.startsWith('HTTP/1.1 502 '))
          expect(readReply(bytes).isComplete).to.equal(false)
        expect(wire.reached()).to.have.length.within(1, 4)
      },
    })),
  ),
  {
    feature,
    rule: 'RFC 9110 15.6.3',
    promise: 'answers 502 where the upstream hangs up on a POST, and does not ask again',
    async run(wire) {
      wire.answer(({ whole, socket }) => void whole.then(() => socket.end()))
      expect(readReply(await wire.ask(send(`POST ${wire.path}`, 'body', CLOSE))).statuses).to.deep.equal([
        502,
      ])
      expect(wire.reached()).to.have.length(1)
    },
  },
  {
    feature,
    rule: 'RFC 9110 15.6.3',
    promise: 'answers 502 to what is no HTTP',
    async run(wire) {
      wire.answer(({ whole, end }) => void whole.then(() => end('SSH-2.0-OpenSSH\r\n')))
      expect(readReply(await wire.ask(ask(`GET ${wire.at('once')}`, CLOSE))).statuses).to.deep.equal([502])
    },
  },
  ...(
    [
      ['of known length', ['Content-Length: 10'], 'half'],
      ['in chunks', [CHUNKED], chunk('half')],
    ] as const
  ).flatMap(([name, headers, half]) =>
    (['hangs up', 'resets'] as const).map((way): Behaviour => ({
      feature,
      rule: 'RFC 9112 8',
      promise: `gives an upstream no whole request where the client ${way} in a body ${name}, and lets it go`,
      async run(wire) {
        let isLetGo = false
        wire.answer(({ socket }) => void socket.once('close', () => (isLetGo = true)))
        const client = await wire.connect()
        client.write(ask(`POST ${wire.path}`, ...headers) + half)
        await wire.eventually(() => wire.reached()[0]?.body === 'half')
        if (way === 'resets') client.reset()
        else client.socket.end()
        await wire.eventually(() => isLetGo)
        expect(wire.reached().map(({ isWhole }) => isWhole)).to.deep.equal([false])
        client.reset()
      },
    })),
  ),
  {
    feature,
    rule: 'RFC 9110 9.2.2',
    promise: 'lets an upstream go that still sends when the client leaves',
    async run(wire) {
      let isLetGo = false
      wire.answer(({ socket, write }) => {
        write('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nhalf')
        const more = setInterval(() => write('more'), 20)
        socket.once('close', () => {
          clearInterval(more)
          isLetGo = true
        })
      })
      const client = await wire.connect()
      client.write(ask(`GET ${wire.path}`))
      await client.until('half')
      client.reset()
      await wire.eventually(() => isLetGo)
    },
  },
  {
    feature,
    rule: 'RFC 9112 9.5',
    promise: 'hands an answer back that comes while the client still sends',
    async run(wire) {
      wire.answer(({ write }) => write('HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno.'))
      const client = await wire.connect()
      client.write(ask(`POST ${wire.path}`, 'Content-Length: 1000000') + 'x'.repeat(1000))
      expect(readReply(await client.until('no.'))).to.deep.include({ statuses: [413], body: 'no.' })
      client.reset()
    },
  },
  {
    feature,
    rule: 'RFC 9112 9.5',
    promise: 'hands an answer back of an upstream that closes while the client still sends',
    async run(wire) {
      wire.answer(({ end }) =>
        end('HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nno.'),
      )
      const client = await wire.connect()
      client.write(ask(`POST ${wire.path}`, 'Content-Length: 1000000') + 'x'.repeat(1000))
      expect(readReply(await client.until('no.'))).to.deep.include({ statuses: [413], body: 'no.' })
      client.reset()
    },
  },
]
