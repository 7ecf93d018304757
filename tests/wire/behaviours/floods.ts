import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect } from 'chai'
import { residentMib } from '../../support/process-tree.ts'
import type { Behaviour, Wire } from '../support/behaviour.ts'
import { ask } from '../support/requests.ts'

const feature = 'bodies that flow slower than they are sent'
const rule = 'RFC 9293 3.8.6'

const MIB = 1024 * 1024
const FLOOD = 200 * MIB
/** What sockets and buffers may hold of it on the way; the flood as a whole would be far more. */
const MOST_MORE_MIB = 80

/** Sends the flood as fast as it is taken. */
function pour(socket: Socket): { readonly poured: () => number } {
  const piece = Buffer.alloc(MIB, 'x')
  let poured = 0
  const more = (): void => {
    while (poured < FLOOD) {
      poured += MIB
      if (!socket.write(piece)) return void socket.once('drain', more)
    }
  }
  more()
  return { poured: () => poured }
}

/** Waits until nothing flows any more, and tells by how much the plane has grown since. */
async function grownBy(wire: Wire, flowed: () => number, before: number): Promise<number> {
  let last = -1
  await wire.eventually(async () => {
    const isStill = flowed() === last && last > 0
    last = flowed()
    await new Promise((resolve) => setTimeout(resolve, 300))
    return isStill && flowed() === last
  })
  return (await residentMib(wire.plane.pid)) - before
}

/** Whoever is slow holds back who is fast: the plane keeps little in between. */
export const floods: readonly Behaviour[] = [
  {
    feature,
    rule,
    promise: 'holds back an upstream whose client does not read, and loses nothing of 200 MiB',
    async run(wire) {
      let flow = { poured: () => 0 }
      wire.answer(({ socket, write }) => {
        write(`HTTP/1.1 200 OK\r\nContent-Length: ${FLOOD}\r\n\r\n`)
        flow = pour(socket)
      })
      const before = await residentMib(wire.plane.pid)
      const client = connect(wire.plane.port, '127.0.0.1')
      await once(client, 'connect')
      client.pause()
      client.write(ask(`GET ${wire.path}`))
      expect(await grownBy(wire, () => flow.poured(), before)).to.be.below(MOST_MORE_MIB)
      expect(flow.poured()).to.be.below(FLOOD / 2)
      let received = 0
      client.on('data', (bytes: Buffer) => (received += bytes.length)).resume()
      await wire.eventually(() => received >= FLOOD, 60_000)
      client.destroy()
    },
  },
  {
    feature,
    rule,
    promise: 'holds back a client whose upstream does not read, and loses nothing of 200 MiB',
    async run(wire) {
      let taken = 0
      let upstream: Socket | null = null
      wire.answer(({ socket, takeOver }) => {
        takeOver((bytes) => (taken += bytes.length))
        upstream = socket.pause()
      })
      const before = await residentMib(wire.plane.pid)
      const client = connect(wire.plane.port, '127.0.0.1')
      client.on('error', () => undefined)
      client.write(ask(`POST ${wire.path}`, `Content-Length: ${FLOOD}`))
      const { poured } = pour(client)
      const [read] = await wire.reachedBy(1)
      expect(await grownBy(wire, poured, before)).to.be.below(MOST_MORE_MIB)
      expect(poured()).to.be.below(FLOOD / 2)
      resume(upstream)
      await wire.eventually(() => taken + (read?.body.length ?? 0) >= FLOOD, 60_000)
      client.destroy()
    },
  },
]

function resume(socket: Socket | null): void {
  socket?.resume()
}
