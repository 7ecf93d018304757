import {
  request,
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
} from 'node:http'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startChild, type Child } from '@strangler/demo'
import { createEdge, haproxyCommand, renderEdge, writeEdgeFiles } from '@strangler/haproxy'
import type { Edge, EdgeOptions } from '@strangler/haproxy'
import type { RouteTable } from '@strangler/migration-plan'
import { eventually } from '../../../tests/support/eventually.ts'
import type { Asked } from './upstream.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface TestHaproxy {
  readonly options: EdgeOptions
  readonly edge: Edge
  /** The process that runs now. */
  child(): Child
  /** Starts it again from what is on disk, once the one before is gone. */
  restart(): Promise<void>
  /** Asks the worker's (default) or the master's socket. */
  ask(command: string, socket?: 'admin' | 'master'): Promise<string>
  get(path: string, headers?: OutgoingHttpHeaders, method?: string): Promise<Answer>
  /** Which upstream answers. */
  who(path: string, headers?: OutgoingHttpHeaders, method?: string): Promise<string>
  /** Gives up idle connections: after a reload their next request would be the old worker's. */
  hangUp(): void
  /** Sends bytes and gives all that comes back until HAProxy hangs up. */
  raw(bytes: string): Promise<string>
  close(): Promise<void>
}

/** A real HAProxy on free ports, started with a table. */
export async function startHaproxy(table: RouteTable, more: Partial<EdgeOptions> = {}): Promise<TestHaproxy> {
  const directory = await mkdtemp(join(tmpdir(), 'edge-'))
  const options: EdgeOptions = {
    directory,
    host: '127.0.0.1',
    port: await freePort(),
    statsHost: '127.0.0.1',
    statsPort: await freePort(),
    ...more,
  }
  await writeEdgeFiles(directory, renderEdge(table, options))
  const edge = createEdge(options)
  let agent = new Agent({ keepAlive: true, maxSockets: 8 })
  let child = startChild({ name: 'haproxy', ...haproxyCommand(directory) })
  const ready = (): Promise<unknown> => eventually(() => edge.observe())
  const get = (path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> =>
    send({ host: options.host, port: options.port, path, headers, method, agent })
  const haproxy: TestHaproxy = {
    options,
    edge,
    child: () => child,
    async restart() {
      await child.exited
      child = startChild({ name: 'haproxy', ...haproxyCommand(directory) })
      await ready()
    },
    ask: (command, socket = 'admin') => exchange({ path: join(directory, `${socket}.sock`) }, `${command}\n`),
    get,
    who: async (...asked) => (JSON.parse((await get(...asked)).body) as Asked).upstream,
    hangUp() {
      agent.destroy()
      agent = new Agent({ keepAlive: true, maxSockets: 8 })
    },
    raw: (bytes) => exchange({ host: options.host, port: options.port }, bytes),
    async close() {
      agent.destroy()
      await edge.close()
      await child.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
  try {
    await ready()
    return haproxy
  } catch (error) {
    const lines = child.lines.join('\n')
    await haproxy.close()
    throw new Error(`haproxy is not ready:\n${lines}`, { cause: error })
  }
}

async function send(options: RequestOptions): Promise<Answer> {
  const outgoing = request(options)
  outgoing.end()
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  response.setEncoding('latin1')
  let body = ''
  for await (const chunk of response) body += String(chunk)
  return { status: response.statusCode ?? 0, headers: response.headers, body }
}

async function exchange(
  to: { path: string } | { host: string; port: number },
  text: string,
): Promise<string> {
  const socket = connect(to as { path: string })
  socket.setEncoding('latin1')
  socket.end(Buffer.from(text, 'latin1'))
  let reply = ''
  for await (const chunk of socket) reply += String(chunk)
  return reply
}
