import { expect } from 'chai'
import type { Behaviour } from '../support/behaviour.ts'
import { readReply } from '../support/replies.ts'
import { ask, CLOSE } from '../support/requests.ts'
import { canned } from '../support/scripted-upstream.ts'

const feature = 'one connection only'
const rule = 'RFC 9110 7.6.1'

/** Headers of requests that concern the client's connection, and what a client would have to say for each. */
const ASKED: readonly (readonly [name: string, lines: readonly string[]])[] = [
  ['keep-alive', ['Connection: keep-alive', 'Keep-Alive: timeout=99']],
  ['proxy-connection', ['Proxy-Connection: keep-alive']],
  ['te', ['Connection: TE', 'TE: gzip;q=0.5']],
  ['te', ['TE: trailers']],
  ['upgrade', ['Connection: Upgrade', 'Upgrade: h2c']],
  [
    'http2-settings',
    ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'],
  ],
  ['x-mine', ['Connection: X-Mine, close', 'X-Mine: 1']],
  ['x-mine', ['Connection: keep-alive', 'Connection: , x-MINE', 'X-Mine: 1']],
]

const KEPT: readonly (readonly [name: string, lines: readonly string[], value: string])[] = [
  ['x-forwarded-for', ['Connection: close, X-Forwarded-For'], '127.0.0.1'],
  ['x-forwarded-host', ['Connection: x-forwarded-host'], 'h'],
  ['host', ['Connection: Host'], 'h'],
  ['cookie', ['Connection: Cookie', 'Cookie: a=b'], 'a=b'],
  ['authorization', ['Connection: Authorization', 'Authorization: Basic x'], 'Basic x'],
]

const ANSWERED: readonly (readonly [name: string, lines: readonly string[]])[] = [
  ['keep-alive', ['Connection: keep-alive', 'Keep-Alive: timeout=99']],
  ['proxy-connection', ['Proxy-Connection: keep-alive']],
  ['upgrade', ['Upgrade: h2c']],
  ['x-mine', ['Connection: X-Mine', 'X-Mine: 1']],
]

const byName = (name: string): Pick<Behaviour, 'planes'> =>
  name !== 'x-mine'
    ? {}
    : { planes: { only: ['proxy'], because: 'HAProxy has no word for what only a message names' } }

/** What concerns one connection stays there, and cannot be used to take away what concerns all. */
export const connections: readonly Behaviour[] = [
  ...ASKED.map(([name, lines]): Behaviour => ({
    ...byName(name),
    feature,
    rule,
    promise: `${name} of a request goes no further, with ${lines.at(-1) ?? ''}`,
    async run(wire) {
      const client = await wire.connect()
      client.write(ask(`GET ${wire.path}`, ...lines))
      await client.until('ok')
      const [read] = wire.reached()
      expect(read?.headers.map(([each]) => each.toLowerCase())).not.to.include(name)
      client.reset()
    },
  })),
  ...KEPT.map(([name, lines, value]): Behaviour => ({
    feature,
    rule,
    promise: `${name} is not taken away by ${lines[0] ?? ''}`,
    async run(wire) {
      const client = await wire.connect()
      client.write(ask(`GET ${wire.path}`, ...lines))
      await client.until('ok')
      const [read] = wire.reached()
      const sent = read?.headers.filter(([each]) => each.toLowerCase() === name).map(([, each]) => each)
      expect(sent).to.deep.equal([value])
      client.reset()
    },
  })),
  ...ANSWERED.map(([name, lines]): Behaviour => ({
    ...byName(name),
    feature,
    rule,
    promise: `${name} of an answer goes no further, with ${lines.at(-1) ?? ''}`,
    async run(wire) {
      wire.answer(canned(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n${lines.join('\r\n')}\r\n\r\nok`))
      const { statuses, headers, body } = readReply(await wire.ask(ask(`GET ${wire.path}`, CLOSE)))
      expect([...statuses, body]).to.deep.equal([200, 'ok'])
      expect([...headers.keys()]).not.to.include(name)
    },
  })),
  {
    feature,
    rule: 'RFC 9112 9.3',
    promise: 'an upstream that closes its connection does not close the one of the client',
    async run(wire) {
      wire.answer(
        ({ whole, end }) =>
          void whole.then(() => end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok')),
      )
      const client = await wire.connect()
      client.write(ask(`GET ${wire.path}1`))
      await client.until('ok')
      client.write(ask(`GET ${wire.path}2`, CLOSE))
      expect(await client.end()).to.match(/ok.+ok$/s)
    },
  },
]
