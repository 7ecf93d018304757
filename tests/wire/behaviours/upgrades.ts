import { expect } from 'chai'
import type { Behaviour } from '../support/behaviour.ts'
import { readReply } from '../support/replies.ts'
import { ask } from '../support/requests.ts'
import { OK, type Script } from '../support/scripted-upstream.ts'

const feature = 'WebSocket'
const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
const HANDSHAKE = ['Connection: keep-alive, Upgrade', 'Upgrade: websocket', KEY, 'Sec-WebSocket-Version: 13']
const SWITCHED =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n'

/** Takes the upgrade, and gives every byte back in brackets. */
const echo: Script = ({ takeOver, write }) => {
  takeOver((bytes) => write(`[${bytes}]`))
  write(SWITCHED)
}

export const upgrades: readonly Behaviour[] = [
  {
    feature,
    rule: 'RFC 6455 4.2.2',
    promise: 'passes the handshake on, and then every byte in both directions',
    async run(wire) {
      wire.answer(echo)
      const client = await wire.connect()
      client.write(ask(`GET ${wire.path}`, ...HANDSHAKE))
      const head = await client.until('\r\n\r\n')
      const reply = readReply(head.replace(' 101 ', ' 200 '))
      expect(reply.headers.get('upgrade')).to.deep.equal(['websocket'])
      expect(reply.headers.get('connection')?.join()).to.match(/^upgrade$/i)
      expect(reply.headers.get('sec-websocket-accept')).to.deep.equal(['s3pPLMBiTxaQ9kYGzzhZRbK+xOo='])
      client.write('\x81\0\xff')
      await client.until('[\x81\0\xff]')
      client.write('GET / HTTP/1.1\r\n\r\n')
      await client.until('[GET / HTTP/1.1\r\n\r\n]')
      const sent = new Map(wire.reached()[0]?.headers.map(([name, value]) => [name.toLowerCase(), value]))
      expect(sent.get('upgrade')).to.equal('websocket')
      expect(sent.get('connection')?.toLowerCase()).to.equal('upgrade')
      expect(sent.get('sec-websocket-key')).to.equal('dGhlIHNhbXBsZSBub25jZQ==')
      client.reset()
    },
  },
  {
    feature,
    rule: 'RFC 6455 7.1.1',
    promise: 'lets the upstream go when the client does',
    async run(wire) {
      let isLetGo = false
      wire.answer((reached) => {
        echo(reached)
        reached.socket.once('close', () => (isLetGo = true))
      })
      const client = await wire.connect()
      client.write(ask(`GET ${wire.path}`, ...HANDSHAKE))
      await client.until('\r\n\r\n')
      client.reset()
      await wire.eventually(() => isLetGo)
    },
  },
  {
    feature,
    rule: 'RFC 6455 7.1.1',
    promise: 'lets the client go when the upstream does, behind all that it said',
    async run(wire) {
      wire.answer(({ takeOver, write, end }) => {
        takeOver(() => end('bye'))
        write(SWITCHED)
      })
      const client = await wire.connect()
      client.write(ask(`GET ${wire.path}`, ...HANDSHAKE))
      await client.until('\r\n\r\n')
      client.write('x')
      expect(await client.end()).to.match(/\r\n\r\nbye$/)
    },
  },
  {
    feature,
    rule: 'RFC 6455 4.2.2',
    promise: 'hands back the answer of an upstream that declines',
    async run(wire) {
      wire.answer(
        ({ whole, end }) =>
          void whole.then(() => end('HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno.')),
      )
      const client = await wire.connect()
      client.write(ask(`GET ${wire.path}`, ...HANDSHAKE))
      expect(readReply(await client.until('no.')).statuses).to.deep.equal([403])
      client.reset()
    },
  },
  ...['h2c', 'TLS/1.0', 'websocket, h2c', 'websocketx'].map((protocol): Behaviour => ({
    feature,
    rule: 'RFC 9110 7.8',
    promise: `lets nobody switch to ${protocol}: serves the request as if it did not ask`,
    async run(wire) {
      const client = await wire.connect()
      client.write(ask(`GET ${wire.path}`, ...HANDSHAKE.with(1, `Upgrade: ${protocol}`)))
      expect(readReply(await client.until('ok'))).to.deep.include({ statuses: [200], body: 'ok' })
      const names = wire.reached().flatMap(({ headers }) => headers.map(([name]) => name.toLowerCase()))
      expect(names).not.to.include('upgrade')
      client.reset()
    },
  })),
  {
    feature,
    rule: 'RFC 9110 7.8',
    promise: 'breaks no tunnel into an answer that is under way on the same connection',
    async run(wire) {
      const { promise: more, resolve } = Promise.withResolvers<undefined>()
      wire.answer(({ read, whole, write }) => {
        void whole.then(async () => {
          if (read.target.endsWith('slow')) await more
          write(OK)
        })
      })
      const client = await wire.connect()
      client.write(ask(`GET ${wire.path}slow`) + ask(`GET ${wire.path}`, ...HANDSHAKE))
      await wire.reachedBy(1)
      resolve(undefined)
      expect(await client.until(/ok.+ok$/s)).to.match(/^HTTP\/1\.1 200 [^]+ok$/)
      client.reset()
    },
  },
]
