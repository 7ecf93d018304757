import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A way to a database that can be shut: then connections break and new ones are refused. */
export interface Door extends AsyncDisposable {
  readonly url: string
  shut(): Promise<void>
  open(): Promise<void>
}

export async function makeDoor(databaseUrl: string): Promise<Door> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  const listen = async (port: number) => {
    const server = createServer((inside) => {
      const outside = connect(Number(target.port), target.hostname)
      for (const [one, other] of [
        [inside, outside],
        [outside, inside],
      ] as const) {
        sockets.add(one)
        one.on('error', () => other.destroy())
        one.on('close', () => {
          sockets.delete(one)
          other.destroy()
        })
        one.pipe(other)
      }
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  let server = await listen(0)
  const { port } = server.address() as AddressInfo
  const shut = async () => {
    if (!server.listening) return
    server.close()
    for (const socket of sockets) socket.destroy()
    await once(server, 'close')
  }
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${port}`
  return {
    url: url.href,
    shut,
    async open() {
      server = await listen(port)
    },
    [Symbol.asyncDispose]: shut,
  }
}
