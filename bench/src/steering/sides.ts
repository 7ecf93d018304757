import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Two upstreams that answer with the name of their side. */
export interface Sides {
  readonly legacy: string
  readonly candidate: string
  close(): void
}

export async function startSides(): Promise<Sides> {
  const start = async (name: string): Promise<{ url: string; close: () => void }> => {
    const server = createServer((request, response) => request.resume().on('end', () => response.end(name)))
    // Longer than HAProxy keeps idle connections, lest one is closed under a request.
    server.keepAliveTimeout = 600_000
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return { url, close: () => server.close().closeAllConnections() }
  }
  const [legacy, candidate] = await Promise.all([start('legacy'), start('candidate')])
  const close = (): void => [legacy, candidate].forEach((side) => side.close())
  return { legacy: legacy.url, candidate: candidate.url, close }
}
