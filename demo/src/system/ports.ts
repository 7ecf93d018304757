import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'

/** Where each listens if nobody else does, here as in compose.yaml. */
export const DEFAULT_PORTS = {
  edge: 8000,
  stats: 8404,
  proxy: 8080,
  proxyAdmin: 8081,
  controller: 8090,
  monolith: 8100,
  frontend: 8201,
  users: 8202,
  thoughts: 8203,
  static: 8204,
  frontendInternal: 8301,
  usersInternal: 8302,
  thoughtsInternal: 8303,
  staticInternal: 8304,
  postgres: 5433,
} as const

/**
 * A loopback address on which nothing serves. Whoever listens there has claimed that port of 127.0.0.1: a process
 * binds it seconds after it was chosen, and another system that starts meanwhile must choose another.
 */
const CLAIMS = '127.0.0.2'

export type Ports = Readonly<Record<keyof typeof DEFAULT_PORTS, number>>

/** The default port of everything, or a free one where somebody has it; they are ours until `release`. */
export async function claimPorts(): Promise<{ ports: Ports; release: () => Promise<void> }> {
  const claims = new Map<string, Server>()
  for (const [name, port] of Object.entries(DEFAULT_PORTS)) claims.set(name, await claim(port))
  const ports = [...claims].map(([name, server]) => [name, portOf(server)])
  return {
    ports: Object.fromEntries(ports) as Ports,
    async release() {
      for (const server of claims.values()) await close(server)
    },
  }
}

async function claim(wanted: number): Promise<Server> {
  const claimed = await listen(wanted, CLAIMS)
  if (!claimed) return claim(0)
  const probe = await listen(portOf(claimed), '127.0.0.1')
  if (probe) await close(probe)
  if (probe) return claimed
  await close(claimed)
  return claim(0)
}

/** Null if somebody listens there. */
async function listen(port: number, host: string): Promise<Server | null> {
  const server = createServer((socket) => socket.destroy()).listen(port, host)
  try {
    await once(server, 'listening')
    return server
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return null
    throw error
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

async function close(server: Server): Promise<void> {
  server.close()
  await once(server, 'close')
}
