import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A way to a server that can be taken away and given back. */
export interface Relay {
  readonly port: number
  /** Cuts what is connected and refuses what comes. */
  cut: () => void
  /** Keeps everything open and passes nothing on, as a network does that swallows packets. */
  hang: () => void
  restore: () => void
  close: () => Promise<void>
}

export async function startRelay(to: { readonly host: string; readonly port: number }): Promise<Relay> {
  let mode: 'open' | 'cut' | 'hang' = 'open'
  const sockets = new Set<Socket>()
  const server = createServer((inward) => {
    if (mode === 'cut') return inward.destroy()
    const outward = connect(to)
    for (const [one, other] of [
      [inward, outward],
      [outward, inward],
    ] as const) {
      sockets.add(one)
      one.on('data', (chunk) => (mode === 'hang' ? undefined : other.write(chunk)))
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
    return undefined
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      mode = 'cut'
      dropAll()
    },
    hang() {
      mode = 'hang'
    },
    restore() {
      // What was swallowed is lost: those connections are of no use any more.
      if (mode === 'hang') dropAll()
      mode = 'open'
    },
    async close() {
      dropAll()
      server.close()
      await once(server, 'close')
    },
  }
}
