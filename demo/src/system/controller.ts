import { DemoError } from '../errors.ts'
import { eventually } from '../eventually.ts'
import { planFile } from '../read-plan.ts'
import { local, type Front } from './addresses.ts'
import { planesFollow } from './planes-follow.ts'
import type { Ports } from './ports.ts'
import type { StartEntry } from './start-entry.ts'

const LEADS_WITHIN_MS = 15_000

export interface ControllerParts {
  readonly front: Front
  readonly ports: Ports
  readonly databaseUrl: string
  /** Of HAProxy. */
  readonly edgeFolder: string
  readonly contextFile: string
  readonly pinKey: string
  /** What the plan's addresses come from. */
  readonly upstreams: Readonly<Record<string, string>>
  /** What is to be otherwise. */
  readonly env: Readonly<Record<string, string>>
}

/** Starts the controller; resolves when it leads and the planes serve its table. */
export async function startController(parts: ControllerParts, start: StartEntry): Promise<void> {
  const { front, ports, databaseUrl, edgeFolder, contextFile, pinKey, upstreams } = parts
  const edge = {
    EDGE_DIRECTORY: edgeFolder,
    EDGE_PORT: String(ports.edge),
    STATS_PORT: String(ports.stats),
    PROXY_ADDRESS: `127.0.0.1:${ports.proxy}`,
  }
  await start('controller', 'controller/src/main.ts', {
    ...upstreams,
    PORT: String(ports.controller),
    DATABASE_URL: databaseUrl,
    PLAN_FILE: planFile,
    ...(front === 'haproxy' ? edge : {}),
    PROXY_ADMIN_URL: local(ports.proxyAdmin),
    PIN_KEY: pinKey,
    CONTEXT_FILE: contextFile,
    ...parts.env,
  })
  await leads(local(ports.controller))
  await planesFollow(contextFile)
}

/** A controller that has just started listens before it leads, and takes no step until it does. */
async function leads(controller: string): Promise<void> {
  const isLeader = async (): Promise<boolean> => {
    const { role } = (await (await fetch(`${controller}/readyz`)).json()) as { role?: string }
    return role === 'leader'
  }
  await eventually(isLeader, { withinMs: LEADS_WITHIN_MS }).catch((cause: unknown) => {
    const what =
      'the controller does not lead; stop another one on the same database, or see var/log/controller.log'
    throw new DemoError('ERR_DEMO_CONTROLLER', what, { cause })
  })
}
