import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Stands before a service, and fails for it when it is told to. */
export interface FaultyService {
  readonly url: string
  /** From now on every second page is an error; health checks find nothing wrong, as with a bad release. */
  readonly fail: () => void
  readonly mend: () => void
  readonly close: () => Promise<void>
}

export async function startFaultyService(service: string): Promise<FaultyService> {
  let isFailing = false
  const server = createServer((req, res) => {
    if (isFailing && req.url !== '/healthz' && Math.random() < 0.5) res.writeHead(500).end('planted fault\n')
    else pass(service, req, res)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail: () => void (isFailing = true),
    mend: () => void (isFailing = false),
    async close() {
      const closed = once(server, 'close')
      server.close().closeAllConnections()
      await closed
    },
  }
}

function pass(service: string, req: IncomingMessage, res: ServerResponse): void {
  const options = { method: req.method, headers: req.headers }
  const outgoing = request(service + (req.url ?? ''), options, (answer) => {
    res.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    answer.pipe(res)
  })
  outgoing.on('error', () => res.destroy())
  res.on('close', () => outgoing.destroy())
  req.pipe(outgoing)
}
