import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it came to a stand-in. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

export type Behaviour = (asked: Asked, res: ServerResponse) => void

/** A small HTTP server in place of a service: behaves as it is told, and keeps what it was asked. */
export interface StandIn extends AsyncDisposable {
  readonly url: string
  readonly asked: Asked[]
  /** From now on; what was asked before is forgotten. */
  behave(behaviour: Behaviour): void
  /** Nobody listens there from then on. */
  close(): Promise<void>
}

export async function startStandIn(): Promise<StandIn> {
  const asked: Asked[] = []
  let behaviour: Behaviour = (_asked, res) => res.writeHead(404).end()
  const server = createServer((req, res) => {
    void req.toArray().then((chunks) => {
      const { method = '', url: path = '', headers } = req
      const text = Buffer.concat(chunks as Buffer[]).toString()
      const request = { method, path, headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
      asked.push(request)
      behaviour(request, res)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    if (!server.listening) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    behave(next) {
      asked.length = 0
      behaviour = next
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Answers every request with this status and JSON. */
export function answering(status: number, json?: unknown, headers: Record<string, string> = {}): Behaviour {
  return (_asked, res) => {
    res.writeHead(status, { 'content-type': 'application/json', ...headers })
    res.end(json === undefined ? undefined : JSON.stringify(json))
  }
}

/** Answers by path; any other path is 404. */
export function byPath(behaviours: Readonly<Record<string, Behaviour>>): Behaviour {
  return (asked, res) => {
    const behaviour = behaviours[asked.path.split('?', 1)[0] ?? ''] ?? answering(404)
    behaviour(asked, res)
  }
}
