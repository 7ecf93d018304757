import { expect } from 'chai'
import type { Behaviour } from '../support/behaviour.ts'
import { readReply } from '../support/replies.ts'
import { ask, CLOSE, send } from '../support/requests.ts'
import { OK, type Script } from '../support/scripted-upstream.ts'

const feature = 'asking again'

/** Hangs up on the first request, and answers all others. */
function shy(): Script {
  let isFirst = true
  return ({ whole, write, socket }) =>
    void whole.then(() => {
      if (isFirst) socket.destroy()
      else write(OK)
      isFirst = false
    })
}

/** A request is sent again only where that does no harm. */
export const retries: readonly Behaviour[] = [
  ...['GET', 'HEAD', 'OPTIONS'].map((method): Behaviour => ({
    feature,
    rule: 'RFC 9110 9.2.2',
    promise: `sends a ${method} again when the upstream hangs up without an answer`,
    async run(wire) {
      wire.answer(shy())
      expect(readReply(await wire.ask(ask(`${method} ${wire.path}`, CLOSE))).statuses).to.deep.equal([200])
      expect(wire.reached()).to.have.length(2)
    },
  })),
  ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method): Behaviour => ({
    feature,
    rule: 'RFC 9110 9.2.2',
    promise: `never sends a ${method} again that may have reached an upstream`,
    async run(wire) {
      for (const body of ['', 'x']) {
        const before = wire.reached().length
        wire.answer(shy())
        const reply = readReply(await wire.ask(send(`${method} ${wire.path}`, body, CLOSE)))
        expect(reply.statuses).to.deep.equal([502])
        expect(wire.reached()).to.have.length(before + 1)
      }
    },
  })),
  {
    feature,
    rule: 'RFC 9110 9.2.2',
    promise: 'sends nothing again where the route says so',
    async run(wire) {
      wire.answer(shy())
      expect(readReply(await wire.ask(ask(`GET ${wire.at('once')}`, CLOSE))).statuses).to.deep.equal([502])
      expect(wire.reached()).to.have.length(1)
    },
  },
  {
    feature,
    rule: 'RFC 9110 9.2.2',
    promise: 'sends nothing again once an answer has begun',
    async run(wire) {
      wire.answer(
        ({ whole, end }) => void whole.then(() => end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')),
      )
      expect(readReply(await wire.ask(ask(`GET ${wire.path}`)))).to.include({
        body: 'half',
        isComplete: false,
      })
      expect(wire.reached()).to.have.length(1)
    },
  },
  {
    feature,
    rule: 'RFC 9110 9.2.2',
    promise: 'sends what never reached an upstream to its other address, POST too',
    async run(wire) {
      for (let times = 0; times < 3; times++)
        for (const request of [
          ask(`GET ${wire.at('half')}`, CLOSE),
          send(`POST ${wire.at('half')}`, 'x', CLOSE),
        ])
          expect(readReply(await wire.ask(request)).statuses).to.deep.equal([200])
      expect(wire.reached()).to.have.length(6)
    },
  },
  {
    feature,
    rule: 'RFC 9110 15.5',
    promise: 'counts a client that leaves against nobody, and an upstream that fails against that one',
    async run(wire) {
      wire.answer(({ read, socket }) => {
        if (read.target.endsWith('fail')) socket.end()
      })
      const before = await wire.errors('once')
      const client = await wire.connect()
      client.write(ask(`GET ${wire.at('once')}`))
      await wire.reachedBy(1)
      client.reset()
      expect(readReply(await wire.ask(ask(`GET ${wire.at('once')}fail`, CLOSE))).statuses).to.deep.equal([
        502,
      ])
      await wire.eventually(async () => (await wire.errors('once')) === before + 1)
    },
  },
]
