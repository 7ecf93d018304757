import { freePort } from '../free-port.ts'

const DEFAULTS = {
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

export type Ports = Readonly<Record<keyof typeof DEFAULTS, number>>

/** The default port of everything, or a free one where somebody has it. */
export async function choosePorts(): Promise<Ports> {
  const chosen = new Map<string, number>()
  for (const [name, port] of Object.entries(DEFAULTS))
    chosen.set(name, await freePort(port, new Set(chosen.values())))
  return Object.fromEntries(chosen) as Ports
}
