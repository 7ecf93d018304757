import { expect } from 'chai'
import { nameOf, type Behaviour } from '../../support/behaviour.ts'

const FORGED: readonly (readonly [name: string, value: string])[] = [
  ['Content-Length', '5'],
  ['Transfer-Encoding', 'chunked'],
  ['Host', 'evil.example'],
  ['Connection', 'close'],
  ['X-Forwarded-For', '6.6.6.6'],
  ['x_forwarded_for', '6.6.6.6'],
  ['Forwarded', 'for=6.6.6.6'],
  ['X-Strangler-Shadow', 'forged'],
  ['X-Request-ID', 'forged'],
  ['Authorization', 'Bearer forged'],
  ['Cookie', 'session=forged'],
]

/** Decide on framing: the proxy refuses them wherever they stand. */
const FRAMING = 2

/**
 * RFC 9110 6.5.1 lets an intermediary pass trailers on or discard them, and forbids whoever reads them to take them for
 * headers unless it knows that this is safe. HAProxy passes them on; the proxy discards those of requests.
 */
export const smugglingTrailers: readonly Behaviour[] = FORGED.map(([name, value], at) => ({
  feature: 'trailers that decide nothing',
  rule: 'RFC 9110 6.5.1',
  promise: `${name} as a trailer is nobody's header: stays a trailer at the edge, is ${at < FRAMING ? 'refused with 400' : 'discarded'} by the proxy`,
  async run(wire) {
    const isEdge = nameOf(wire.plane) === 'edge'
    const reply = await wire.ask(
      `POST ${wire.path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n${name}: ${value}\r\n\r\n`,
    )
    expect(reply.slice(9, 12)).to.equal(isEdge || at >= FRAMING ? '200' : '400')
    const whole = wire.reached().filter(({ isWhole }) => isWhole)
    expect(whole.map(({ body }) => body)).to.deep.equal(isEdge || at >= FRAMING ? ['x'] : [])
    for (const { headers, trailers } of whole) {
      expect(trailers).to.deep.equal(isEdge ? [`${name.toLowerCase()}: ${value}`] : [])
      const sent = headers.filter(([each]) => each.toLowerCase() === name.toLowerCase())
      if (name !== 'Transfer-Encoding') expect(sent.map(([, each]) => each)).not.to.include(value)
    }
  },
}))
