import { expect } from 'chai'
import { expectServing, statusesOf } from '../support/attack.ts'
import { nameOf, type Behaviour, type PlaneName } from '../support/behaviour.ts'
import { readReply } from '../support/replies.ts'
import { ask, CLOSE } from '../support/requests.ts'

const feature = 'bounds on size'

const KIB = 1024
const many = (count: number): string => Array.from({ length: count }, (_, at) => `X-${at}: a\r\n`).join('')

interface Large {
  readonly name: string
  readonly rule: string
  readonly bytes: (path: string) => string
  readonly status: Readonly<Record<PlaneName, number>>
}

const LARGE: readonly Large[] = [
  {
    name: 'a header of 20 KiB',
    rule: 'RFC 6585 5',
    bytes: (path) => ask(`GET ${path}`, `X-A: ${'a'.repeat(20 * KIB)}`),
    status: { edge: 400, proxy: 431 },
  },
  {
    name: 'a thousand headers',
    rule: 'RFC 6585 5',
    bytes: (path) => `GET ${path} HTTP/1.1\r\nHost: h\r\n${many(1000)}\r\n`,
    status: { edge: 400, proxy: 431 },
  },
  {
    name: 'fifty thousand headers',
    rule: 'RFC 6585 5',
    bytes: (path) => `GET ${path} HTTP/1.1\r\nHost: h\r\n${many(50_000)}\r\n`,
    status: { edge: 400, proxy: 431 },
  },
  {
    name: 'a cookie of 10 MiB',
    rule: 'RFC 6585 5',
    bytes: (path) => ask(`GET ${path}`, `Cookie: a=${'a'.repeat(10 * KIB * KIB)}`),
    status: { edge: 400, proxy: 431 },
  },
  {
    name: 'a target of 9 KiB',
    rule: 'RFC 9110 15.5.15',
    bytes: (path) => ask(`GET ${path}${'a'.repeat(9 * KIB)}`),
    status: { edge: 400, proxy: 400 },
  },
  {
    name: 'a target of 100 KiB',
    rule: 'RFC 9110 15.5.15',
    bytes: (path) => ask(`GET ${path}?${'a'.repeat(100 * KIB)}`),
    status: { edge: 400, proxy: 414 },
  },
  {
    name: 'a method of 100 KiB',
    rule: 'RFC 9112 3',
    bytes: (path) => ask(`${'A'.repeat(100 * KIB)} ${path}`),
    status: { edge: 400, proxy: 400 },
  },
  {
    name: 'a head without an end, of 1 MiB',
    rule: 'RFC 6585 5',
    bytes: (path) => `GET ${path} HTTP/1.1\r\nHost: h\r\n${'X-A: a\r\n'.repeat(128 * KIB)}`,
    status: { edge: 400, proxy: 431 },
  },
]

const told = ({ edge, proxy }: Large['status']): string =>
  edge === proxy ? `with ${edge}` : `with ${edge} by the edge, ${proxy} by the proxy`

/** What is too large is refused, and harms nobody else. */
export const sizes: readonly Behaviour[] = [
  ...LARGE.map(({ name, rule, bytes, status }): Behaviour => ({
    feature,
    rule,
    promise: `refuses ${name} ${told(status)}, closes, and serves the next`,
    async run(wire) {
      const client = await wire.connect()
      client.write(bytes(wire.path))
      const reply = await client.end()
      // A client that still sends may be reset before it reads why.
      if (reply !== '') expect(statusesOf(reply)).to.deep.equal([status[nameOf(wire.plane)]])
      expect(wire.reached()).to.deep.equal([])
      await expectServing(wire)
    },
  })),
  {
    feature,
    rule: 'RFC 9110 5.4',
    promise: 'passes on a head of 8 KiB with ninety headers',
    async run(wire) {
      const headers = Array.from({ length: 90 }, (_, at) => `X-${at}: ${'a'.repeat(80)}`)
      expect(readReply(await wire.ask(ask(`GET ${wire.path}`, CLOSE, ...headers))).statuses).to.deep.equal([
        200,
      ])
      const names = new Set(wire.reached()[0]?.headers.map(([name]) => name.toLowerCase()))
      expect(Array.from({ length: 90 }, (_, at) => names.has(`x-${at}`))).not.to.include(false)
    },
  },
  {
    feature,
    rule: 'RFC 9110 15.6.3',
    promise: 'answers 502 to an answer whose head is too large',
    async run(wire) {
      wire.answer(
        ({ whole, end }) =>
          void whole.then(() =>
            end(`HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(40 * KIB)}\r\nContent-Length: 2\r\n\r\nok`),
          ),
      )
      expect(readReply(await wire.ask(ask(`GET ${wire.at('once')}`, CLOSE))).statuses).to.deep.equal([502])
    },
  },
]
