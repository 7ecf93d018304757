import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What an upstream was asked, as it tells in its answer. */
export interface Asked {
  readonly upstream: string
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

export interface TestUpstream {
  readonly url: string
  /** Requests but for health checks. */
  readonly counted: () => number
  /** Most of them that it was answering at once. */
  readonly mostAtOnce: () => number
  healthy: boolean
  close(): Promise<void>
}

/**
 * An upstream that answers with what it was asked, after `?wait=` ms; it hangs up where the header `X-Hang-Up` names
 * it. `/healthz` tells whether it is `healthy`.
 */
export async function startUpstream(name: string, port = 0): Promise<TestUpstream> {
  let count = 0
  let open = 0
  let mostAtOnce = 0
  const server = createServer((request, response) => {
    if (request.url === '/healthz') return void response.writeHead(upstream.healthy ? 200 : 503).end()
    count++
    mostAtOnce = Math.max(mostAtOnce, ++open)
    response.on('close', () => open--)
    response.setHeader('X-Powered-By', name)
    if (request.headers['x-hang-up'] === name) return void request.socket.destroy()
    const wait = Number(/[?]wait=([0-9]+)/.exec(request.url ?? '')?.[1] ?? 0)
    const asked = { upstream: name, method: request.method, url: request.url, headers: request.headers }
    request.resume().on('end', () => {
      const waiting = setTimeout(() => response.end(JSON.stringify(asked)), wait)
      response.on('close', () => clearTimeout(waiting))
    })
  })
  // Longer than HAProxy keeps idle connections, as an upstream behind a proxy has it.
  server.keepAliveTimeout = 75_000
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const upstream: TestUpstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counted: () => count,
    mostAtOnce: () => mostAtOnce,
    healthy: true,
    close: () => close(server),
  }
  return upstream
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
