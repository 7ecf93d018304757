import { connect } from 'node:net'
import { answered, denied, gone, refused, type Asked, type Outcome } from '../case.ts'

/** What the echo upstreams of the suite tell of themselves (haproxy/test/support/upstream.ts). */
interface Echo {
  readonly upstream: string
  readonly url: string
}

/** Sends the request byte by byte as it is written, and reads the outcome off the answer. */
export async function askRaw(port: number, { method, target, headers }: Asked): Promise<Outcome> {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const reply = await exchange(port, `${method} ${target} HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`)
  const status = Number(reply.slice(9, 12))
  if (status === 400) return refused
  if (status === 403) return denied
  if (status === 404) return gone
  const [head = '', body = ''] = reply.split('\r\n\r\n', 2)
  if (status !== 200) throw new Error(`neither refused, denied nor answered: ${head}`)
  const side = headerOf(head, 'x-strangler-upstream') === 'new' ? 'candidate' : 'legacy'
  if (method !== 'HEAD') expectHonest(echoOf(body), side, target)
  return answered(headerOf(head, 'x-strangler-route') ?? 'no route', side)
}

/** The plane must have asked whom it names, for the very bytes that it was asked for. */
function expectHonest({ upstream, url }: Echo, side: string, target: string): void {
  if ((upstream === 'new' ? 'candidate' : 'legacy') !== side)
    throw new Error(`says that ${side} answered, but it was ${upstream}`)
  const path = target.replace(/^https?:\/\/[^/]*/i, '')
  if (url !== path) throw new Error(`asked the upstream for ${url} instead of ${path}`)
}

function echoOf(body: string): Echo {
  return JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1)) as Echo
}

function headerOf(head: string, name: string): string | undefined {
  const line = head.split('\r\n').find((text) => text.toLowerCase().startsWith(`${name}:`))
  return line?.slice(name.length + 1).trim()
}

async function exchange(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.setEncoding('latin1')
  socket.write(Buffer.from(bytes, 'latin1'))
  let reply = ''
  for await (const chunk of socket) reply += String(chunk)
  return reply
}
