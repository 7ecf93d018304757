import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import { createServer as createNetServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** What an echoing upstream was asked, as it tells in its answer. */
export interface Asked {
  readonly upstream: string
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: string
}

export interface TestUpstream {
  readonly url: string
  /** Requests so far. */
  readonly counted: () => number
  /** Connections so far. */
  readonly connected: () => number
  close(): Promise<void>
}

/** An upstream that answers with what it was asked, or as `handle` does. */
export async function startUpstream(
  name: string,
  { handle, port = 0 }: { handle?: RequestListener; port?: number } = {},
): Promise<TestUpstream> {
  let count = 0
  const server = createServer((req, res) => {
    count++
    if (handle) return handle(req, res)
    let body = ''
    req.setEncoding('latin1')
    req.on('data', (chunk: string) => (body += chunk))
    req.on('end', () => {
      const { method, url, headers, rawHeaders } = req
      res.end(JSON.stringify({ upstream: name, method, url, headers, rawHeaders, body }))
    })
  })
  server.keepAliveTimeout = 75_000
  return { ...(await listening(server, port)), counted: () => count }
}

/** An upstream that is nothing but sockets; `counted` tells connections. */
export async function startRawUpstream(handle: (socket: Socket) => void): Promise<TestUpstream> {
  const server = createNetServer((socket) => {
    socket.on('error', () => undefined)
    handle(socket)
  })
  const started = await listening(server, 0)
  return { ...started, counted: started.connected }
}

/** An upstream that answers every request head with the same bytes and hangs up. */
export function startCanned(bytes: string): Promise<TestUpstream> {
  return startRawUpstream((socket) => {
    socket.once('data', () => socket.end(Buffer.from(bytes, 'latin1')))
  })
}

async function listening(server: Server, port: number): Promise<Omit<TestUpstream, 'counted'>> {
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket) => {
    connections++
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connected: () => connections,
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
