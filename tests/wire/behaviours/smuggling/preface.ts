import { expect } from 'chai'
import type { Behaviour } from '../../support/behaviour.ts'

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
/** A frame of type 4, without flags, of stream 0. */
const SETTINGS = '\x04\0\0\0\0\0'

/** HTTP/2 on a port without TLS. */
export const preface: readonly Behaviour[] = [
  {
    feature: 'HTTP/2 without TLS',
    rule: 'RFC 9113 3.3',
    promise: 'speaks HTTP/2 with a client that begins with it',
    planes: { only: ['edge'], because: 'the proxy stands behind the edge, or speaks HTTP/1.1 itself' },
    async run(wire) {
      const client = await wire.connect()
      client.write(PREFACE)
      expect((await client.until(SETTINGS)).indexOf(SETTINGS)).to.equal(3)
      client.reset()
    },
  },
  {
    feature: 'HTTP/2 without TLS',
    rule: 'RFC 9113 3.4',
    promise: 'refuses the preface of HTTP/2 with 400, and closes',
    planes: { only: ['proxy'], because: 'the edge speaks HTTP/2' },
    async run(wire) {
      expect(await wire.ask(PREFACE)).to.match(/^HTTP\/1\.1 400 /)
      expect(wire.reached()).to.deep.equal([])
    },
  },
]
