import { connect } from 'node:http2'
import { expect } from 'chai'
import { expectServing } from '../support/attack.ts'
import type { Behaviour, Wire } from '../support/behaviour.ts'
import { ask } from '../support/requests.ts'

const feature = 'HTTP/2 without TLS'
const planes = { only: ['edge'], because: 'the proxy speaks HTTP/1.1 only' } as const

/** Status of a POST over HTTP/2; null where the stream was reset. */
async function post(
  wire: Wire,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<number | null> {
  const session = connect(`http://127.0.0.1:${wire.plane.port}`)
  session.on('error', () => undefined)
  try {
    const stream = session.request({ ':method': 'POST', ':path': wire.path, ':authority': 'h', ...headers })
    let status: number | null = null
    stream.on('response', (answer) => (status = Number(answer[':status'])))
    stream.on('error', () => undefined)
    stream.resume().end(body)
    await new Promise((resolve) => stream.once('close', resolve))
    return status
  } finally {
    session.destroy()
  }
}

/** Lengths that are not those of the frames, with another request in what is too much. */
const LENGTHS: readonly (readonly [name: string, length: number])[] = [
  ['less than comes', 1],
  ['more than comes', 1000],
]

export const http2: readonly Behaviour[] = [
  {
    feature,
    rule: 'RFC 9113 8.3.1',
    planes,
    promise: 'passes a request of HTTP/2 on as one of HTTP/1.1, its authority as Host',
    async run(wire) {
      expect(await post(wire, 'body', {})).to.equal(200)
      const [read, ...more] = wire.reached()
      expect(more).to.deep.equal([])
      expect(read).to.include({ method: 'POST', target: wire.path, version: 'HTTP/1.1', body: 'body' })
      expect(read?.headers.filter(([name]) => /^host$/i.test(name))).to.deep.equal([['host', 'h']])
    },
  },
  ...LENGTHS.map(([name, length]): Behaviour => ({
    feature,
    rule: 'RFC 9113 8.1.1',
    planes,
    promise: `lets no request of HTTP/2 through that names a length of ${name}`,
    async run(wire) {
      const status = await post(wire, `x${ask(`GET ${wire.path}poison`)}`, {
        'content-length': String(length),
      })
      expect(status).not.to.equal(200)
      await expectServing(wire)
      const whole = wire.reached().filter(({ isWhole }) => isWhole)
      expect(whole.map(({ target }) => target)).to.deep.equal([`${wire.path}after`])
    },
  })),
]
