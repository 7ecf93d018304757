import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** The wanted port of 127.0.0.1 if nobody listens there, else a free one; `taken` are promised to others. */
export async function freePort(wanted = 0, taken: ReadonlySet<number> = new Set()): Promise<number> {
  const candidate = taken.has(wanted) ? 0 : wanted
  const server = createServer()
  try {
    server.listen(candidate, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    return freePort(0, taken)
  }
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return taken.has(port) ? freePort(0, taken) : port
}
