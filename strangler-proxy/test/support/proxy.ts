import { once } from 'node:events'
import {
  Agent,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Child } from '@strangler/demo'
import type { RouteTable } from '@strangler/migration-plan'
import { startProcess } from '../../../tests/support/process.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: string
}

export interface TestProxy {
  readonly child: Child
  readonly port: number
  readonly adminUrl: string
  apply(table: RouteTable): Promise<void>
  /** Asks the admin API; gives status and parsed JSON, or text. */
  admin(path: string, method?: string, body?: string): Promise<{ status: number; body: unknown }>
  get(path: string, headers?: OutgoingHttpHeaders, method?: string, body?: string): Promise<Answer>
  /** A connection of its own. */
  connect(): Socket
  /** Sends bytes and gives all that comes back until the proxy hangs up. */
  raw(bytes: string): Promise<string>
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** A real proxy process on free ports, with a table if one is given. */
export async function startProxy(
  table: RouteTable | null,
  env: Readonly<Record<string, string>> = {},
): Promise<TestProxy> {
  const child = await startProcess(
    'strangler-proxy/src/main.ts',
    { PORT: '0', ADMIN_PORT: '0', ...env },
    { until: (line) => line.includes('"listening"'), withinMs: 60_000 },
  )
  const { port, adminPort } = JSON.parse(child.readyLine) as { port: number; adminPort: number }
  const adminUrl = `http://127.0.0.1:${adminPort}`
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const proxy: TestProxy = {
    child,
    port,
    adminUrl,
    async apply(next) {
      const { status, body } = await proxy.admin('/table', 'PUT', JSON.stringify(next))
      if (status !== 200) throw new Error(`table refused: ${JSON.stringify(body)}`)
    },
    async admin(path, method = 'GET', body) {
      const response = await fetch(`${adminUrl}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body }),
      })
      const answered = await response.text()
      const isJson = response.headers.get('content-type')?.includes('json') === true
      return { status: response.status, body: isJson ? JSON.parse(answered) : answered }
    },
    async get(path, headers = {}, method = 'GET', body) {
      const outgoing = request({ host: '127.0.0.1', port, path, headers, method, agent })
      outgoing.end(body)
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
      response.setEncoding('latin1')
      const answered = await text(response)
      const { statusCode: status = 0, headers: received, rawHeaders } = response
      return { status, headers: received, rawHeaders, body: answered }
    },
    connect: () => connect(port, '127.0.0.1'),
    async raw(bytes) {
      const socket = connect(port, '127.0.0.1')
      socket.setEncoding('latin1')
      socket.write(Buffer.from(bytes, 'latin1'))
      return text(socket)
    },
    stop(signal) {
      agent.destroy()
      return child.stop(signal)
    },
  }
  if (table) await proxy.apply(table)
  return proxy
}
