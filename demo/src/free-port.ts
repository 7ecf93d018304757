import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** A port of 127.0.0.1 on which nobody listens; `taken` are promised to others. */
export async function freePort(taken: ReadonlySet<number> = new Set()): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return taken.has(port) ? freePort(taken) : port
}
