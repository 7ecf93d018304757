import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'

export interface Listening {
  readonly port: number
  /** For this machine. */
  readonly url: string
  /** For the others: names this machine where the server listens on all its addresses. */
  readonly publicUrl: string
}

const EVERY_ADDRESS = new Set(['0.0.0.0', '::'])

/** Resolves when the server listens; rejects with the reason why it cannot. */
export async function listen(server: Server, port: number, host: string): Promise<Listening> {
  server.listen(port, host)
  await once(server, 'listening')
  const { address, port: taken } = server.address() as AddressInfo
  const everywhere = EVERY_ADDRESS.has(address)
  return {
    port: taken,
    url: urlOf(everywhere ? '127.0.0.1' : address, taken),
    publicUrl: urlOf(everywhere ? hostname() : address, taken),
  }
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
