import { expect } from 'chai'
import { nameOf, type Behaviour, type PlaneName } from '../support/behaviour.ts'
import { readReply } from '../support/replies.ts'
import { ask, chunk, CHUNKED, CLOSE, LAST_CHUNK } from '../support/requests.ts'
import { canned, OK } from '../support/scripted-upstream.ts'

const feature = 'one reading of an answer'
const FORGED = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged'

/** 502, or the body that the client gets. */
type Told = 502 | string
interface Odd {
  readonly name: string
  readonly rule: string
  readonly answer: string
  readonly told: Told | Readonly<Record<PlaneName, Told>>
}

const odd = (
  name: string,
  head: string,
  body: string,
  told: Odd['told'] = 502,
  rule = 'RFC 9112 6.3',
): Odd => ({
  name,
  rule,
  answer: `HTTP/1.1 200 OK\r\n${head}\r\n\r\n${body}`,
  told,
})

const ODD: readonly Odd[] = [
  odd('two lengths that differ', 'Content-Length: 3\r\nContent-Length: 4', 'abcd'),
  odd('a list of lengths that differ', 'Content-Length: 3, 4', 'abcd'),
  odd('a length below zero', 'Content-Length: -1', 'abc'),
  odd('a length with a plus', 'Content-Length: +3', 'abc'),
  odd('a length that is no number', 'Content-Length: three', 'abc'),
  odd('chunks and a length', `Content-Length: 1\r\n${CHUNKED}`, chunk('abc') + LAST_CHUNK, {
    edge: 'abc',
    proxy: 502,
  }),
  odd('a coding that is not known', 'Transfer-Encoding: xchunked', 'abc'),
  odd('a header name with a blank', 'X A: b\r\nContent-Length: 3', 'abc', 502, 'RFC 9112 5.1'),
  odd('a blank before a colon', 'Content-Length : 3', 'abc', 502, 'RFC 9112 5.1'),
  odd('a carriage return in a header', 'X-A: a\rb\r\nContent-Length: 3', 'abc', 502, 'RFC 9110 5.5'),
]

const told = (what: Told): string => (what === 502 ? 'answered with 502' : 'passed on in one reading')

/** No answer hides in another one, and no client gets what was meant for the next. */
export const answers: readonly Behaviour[] = [
  ...ODD.map(({ name, rule, answer, told: by }): Behaviour => ({
    feature,
    rule,
    promise: `${name} is ${typeof by === 'object' ? `${told(by.edge)} by the edge, ${told(by.proxy)} by the proxy` : told(by)}`,
    async run(wire) {
      wire.answer(({ whole, end }) => void whole.then(() => end(answer)))
      const reply = readReply(await wire.ask(ask(`GET ${wire.at('once')}`, CLOSE)))
      const expected = typeof by === 'object' ? by[nameOf(wire.plane)] : by
      expect(reply.statuses).to.deep.equal([expected === 502 ? 502 : 200])
      if (expected !== 502) expect(reply).to.include({ body: expected, isComplete: true })
    },
  })),
  {
    feature,
    rule: 'RFC 9110 5.5',
    promise: 'a NUL in a header is answered with 502',
    planes: { only: ['proxy'], because: 'HAProxy passes it on, from upstreams alone' },
    async run(wire) {
      wire.answer(canned('HTTP/1.1 200 OK\r\nX-A: a\0b\r\nContent-Length: 2\r\n\r\nok'))
      expect(readReply(await wire.ask(ask(`GET ${wire.at('once')}`, CLOSE))).statuses).to.deep.equal([502])
    },
  },
  {
    feature,
    rule: 'RFC 9112 9.2',
    promise: 'gives nobody an answer that was sent without being asked for',
    async run(wire) {
      wire.answer(
        ({ read, whole, write }) =>
          void whole.then(() => write(read.target.endsWith('first') ? OK + FORGED : OK)),
      )
      const reply = readReply(await wire.ask(ask(`GET ${wire.path}first`, CLOSE)))
      expect(reply.body).to.equal('ok')
      for (let times = 0; times < 5; times++)
        expect(readReply(await wire.ask(ask(`GET ${wire.path}`, CLOSE))).body).to.equal('ok')
    },
  },
  {
    feature,
    rule: 'RFC 9112 6.3',
    promise: 'gives nobody what follows the answer to HEAD, 204 or 304 for an answer',
    async run(wire) {
      for (const [method, head] of [
        ['HEAD', '200 OK\r\nContent-Length: 61'],
        ['GET', '204 No Content'],
        ['GET', '304 Not Modified'],
      ] as const) {
        wire.answer(
          ({ read, whole, write }) =>
            void whole.then(() =>
              write(read.target.endsWith('first') ? `HTTP/1.1 ${head}\r\n\r\n${FORGED}` : OK),
            ),
        )
        await wire.ask(ask(`${method} ${wire.path}first`, CLOSE))
        for (let times = 0; times < 3; times++)
          expect(readReply(await wire.ask(ask(`GET ${wire.path}`, CLOSE))).body).to.equal('ok')
      }
    },
  },
  {
    feature,
    rule: 'RFC 9110 15.2.2',
    promise: 'takes no switch of protocols that nobody asked for',
    async run(wire) {
      wire.answer(canned('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'))
      expect(readReply(await wire.ask(ask(`GET ${wire.at('once')}`, CLOSE))).statuses).to.deep.equal([502])
    },
  },
]
