import { expect } from 'chai'
import { nameOf, type Behaviour } from '../support/behaviour.ts'
import { readReply } from '../support/replies.ts'
import { ask, CLOSE } from '../support/requests.ts'
import { OK, type Script } from '../support/scripted-upstream.ts'

const feature = 'interim answers'
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'
const EXPECT = ['Expect: 100-continue', 'Content-Length: 4'] as const

/** As a server does that knows of 100-continue. */
const obliging: Script = ({ read, whole, write }) => {
  if (read.headers.some(([name]) => name.toLowerCase() === 'expect')) write(CONTINUE)
  void whole.then(() => write(OK))
}
/** As RFC 9110 15.2 has it: none for HTTP/1.0. */
const hints: Script = ({ read, whole, write }) => {
  const hint = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n'
  void whole.then(() => write(read.version === 'HTTP/1.1' ? hint + OK : OK))
}

export const interim: readonly Behaviour[] = [
  {
    feature,
    rule: 'RFC 9110 10.1.1',
    promise: 'asks for a body with 100 once the upstream is there to take it, and passes it on',
    async run(wire) {
      wire.answer(obliging)
      const client = await wire.connect()
      client.write(ask(`POST ${wire.path}`, ...EXPECT, CLOSE))
      expect(await client.until('\r\n\r\n')).to.match(/^HTTP\/1\.1 100 [^\r]*\r\n\r\n$/)
      client.write('body')
      expect(readReply(await client.end()).statuses).to.deep.equal([100, 200])
      expect(wire.reached()[0]).to.include({ body: 'body', isWhole: true })
    },
  },
  {
    feature,
    rule: 'RFC 9110 10.1.1',
    promise: 'takes a body that comes without waiting for 100',
    async run(wire) {
      wire.answer(obliging)
      const reply = readReply(await wire.ask(`${ask(`POST ${wire.path}`, ...EXPECT, CLOSE)}body`))
      expect(reply.statuses.at(-1)).to.equal(200)
      expect(wire.reached()[0]).to.include({ body: 'body', isWhole: true })
    },
  },
  {
    feature,
    rule: 'RFC 9110 10.1.1',
    promise:
      'hands back the refusal of an upstream that will not have the body, by the proxy once it has asked for it',
    async run(wire) {
      wire.answer(({ end }) =>
        end('HTTP/1.1 417 Expectation Failed\r\nConnection: close\r\nContent-Length: 3\r\n\r\nno.'),
      )
      const client = await wire.connect()
      client.write(ask(`POST ${wire.path}`, ...EXPECT))
      // The proxy sends a head with the first of its body; it may ask for that itself.
      const isAsked = (await client.until(/\r\n\r\n/)).startsWith('HTTP/1.1 100 ')
      expect(isAsked).to.equal(nameOf(wire.plane) === 'proxy')
      if (isAsked) client.write('body')
      expect(readReply(await client.until('no.')).statuses.at(-1)).to.equal(417)
      client.reset()
    },
  },
  {
    feature,
    rule: 'RFC 9110 10.1.1',
    promise: 'asks for no body where nobody can take it, and says 503',
    async run(wire) {
      expect(
        readReply(await wire.ask(ask(`POST ${wire.at('nobody')}`, ...EXPECT, CLOSE))).statuses,
      ).to.deep.equal([503])
    },
  },
  {
    feature,
    rule: 'RFC 8297 2',
    promise: 'passes on 103 with its headers, ahead of the answer',
    async run(wire) {
      wire.answer(hints)
      const reply = await wire.ask(ask(`GET ${wire.path}`, CLOSE))
      expect(readReply(reply).statuses).to.deep.equal([103, 200])
      expect(reply).to.match(/^HTTP\/1\.1 103 Early Hints\r\nlink: <\/a\.css>; rel=preload\r\n\r\n/i)
    },
  },
  {
    feature,
    rule: 'RFC 9110 15.2',
    promise: 'sends no interim answer to a client of HTTP/1.0',
    async run(wire) {
      wire.answer(hints)
      const reply = await wire.ask(`GET ${wire.path} HTTP/1.0\r\nHost: h\r\n\r\n`)
      expect(readReply(reply).statuses).to.deep.equal([200])
    },
  },
]
