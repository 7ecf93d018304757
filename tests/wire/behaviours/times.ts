import { expect } from 'chai'
import { setTimeout as pause } from 'node:timers/promises'
import type { Behaviour } from '../support/behaviour.ts'
import { readReply } from '../support/replies.ts'
import { ask, CLOSE, send } from '../support/requests.ts'
import { OK } from '../support/scripted-upstream.ts'

const feature = 'bounds on time'
/** Bound of both planes on a head is 10 s; the machine may be slow. */
const HEAD_WITHIN_MS = 25_000

export const times: readonly Behaviour[] = [
  {
    feature,
    rule: 'RFC 9110 15.5.9',
    promise: 'answers 408, and closes, where a head only trickles in',
    isSlow: true,
    async run(wire) {
      const client = await wire.connect()
      client.write(`GET ${wire.path} HTTP/1.1\r\nHost: h\r\nX-A: `)
      const trickle = setInterval(() => client.write('a'), 500)
      const reply = await client.end(HEAD_WITHIN_MS).finally(() => clearInterval(trickle))
      expect(readReply(reply).statuses).to.deep.equal([408])
      expect(wire.reached()).to.deep.equal([])
    },
  },
  {
    feature,
    rule: 'RFC 9112 9.5',
    promise: 'closes a connection on which no head ever comes to its end',
    isSlow: true,
    async run(wire) {
      const client = await wire.connect()
      client.write('GET')
      const reply = await client.end(HEAD_WITHIN_MS)
      expect(reply === '' ? [408] : readReply(reply).statuses).to.deep.equal([408])
    },
  },
  {
    feature,
    rule: 'RFC 9110 15.6.5',
    promise: 'answers 504 where the upstream is silent for longer than the route lets it',
    async run(wire) {
      wire.answer(() => undefined)
      const began = performance.now()
      expect(readReply(await wire.ask(ask(`GET ${wire.at('impatient')}`, CLOSE))).statuses).to.deep.equal([
        504,
      ])
      expect(performance.now() - began).to.be.above(390)
      expect(wire.reached()).to.have.length(1)
    },
  },
  {
    feature,
    rule: 'RFC 9112 8',
    promise: 'cuts the client off where the upstream falls silent within its answer',
    async run(wire) {
      wire.answer(({ write }) => write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'))
      const reply = readReply(await wire.ask(ask(`GET ${wire.at('impatient')}`)))
      expect(reply).to.include({ body: 'half', isComplete: false })
    },
  },
  {
    feature,
    rule: 'RFC 9110 15.6.5',
    promise: 'waits for an upstream that is slow, but never silent for too long',
    async run(wire) {
      wire.answer(({ write }) => {
        void (async () => {
          write('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n')
          for (const letter of 'slow but') {
            await pause(100)
            write(letter)
          }
        })()
      })
      const reply = readReply(await wire.ask(ask(`GET ${wire.at('impatient')}`, CLOSE)))
      expect(reply).to.include({ body: 'slow but', isComplete: true })
    },
  },
  {
    feature,
    rule: 'RFC 9110 15.5.9',
    promise:
      'waits for a client that sends its body slowly, however impatient the route is with its upstream',
    async run(wire) {
      wire.answer(({ whole, write }) => void whole.then(() => write(OK)))
      const client = await wire.connect()
      client.write(ask(`POST ${wire.at('impatient')}`, 'Content-Length: 4', CLOSE))
      for (const letter of 'body') {
        await pause(300)
        client.write(letter)
      }
      expect(readReply(await client.end()).statuses).to.deep.equal([200])
      expect(wire.reached()[0]).to.include({ body: 'body', isWhole: true })
    },
  },
  {
    feature,
    rule: 'RFC 9110 15.6.4',
    promise: 'answers 503 where the upstream cannot be reached',
    async run(wire) {
      for (const request of [
        ask(`GET ${wire.at('nobody')}`, CLOSE),
        send(`POST ${wire.at('nobody')}`, 'x', CLOSE),
      ])
        expect(readReply(await wire.ask(request)).statuses).to.deep.equal([503])
    },
  },
]
