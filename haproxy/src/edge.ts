import { readFile, rm } from 'node:fs/promises'
import type { RouteTable } from '@strangler/migration-plan'
import { dropOtherGenerations, generationFolder, writeGeneration, writeWhole } from './edge-files.ts'
import { HaproxyError } from './errors.ts'
import { layoutOf } from './layout.ts'
import type { EdgeOptions } from './options.ts'
import { withLive, type EdgeFiles } from './render/render-edge.ts'
import { createRenderer } from './render/renderer.ts'
import { certificatesChanged } from './runtime/certificates.ts'
import { checkConfig } from './runtime/check-config.ts'
import { createKeeper } from './runtime/keeper.ts'
import { listedServers, SHOW_SERVERS, type ListedServer } from './runtime/listed-servers.ts'
import { observationOf, type EdgeObservation } from './runtime/observation.ts'
import { ordersFor } from './runtime/orders.ts'
import { reload } from './runtime/reload.ts'
import { lookAt, takeSnapshot, type Snapshot } from './runtime/snapshot.ts'
import { askAll, order } from './runtime/socket.ts'
import { SHOW_TRAFFIC, trafficOf } from './runtime/traffic.ts'
import { OPERATORS, type KeptStates } from './server-state.ts'

/** A running HAProxy that is steered over its sockets. All verbs throw HaproxyError. */
export interface Edge {
  /**
   * Brings HAProxy to the table and reads back that it is there: over the socket where only weights, stages and
   * version differ, else by a reload. What an operator put into maintenance or drain stays there.
   */
  apply(table: RouteTable): Promise<void>
  observe(): Promise<EdgeObservation>
  /** Every server of every route, as HAProxy lists it. */
  servers(): Promise<readonly ListedServer[]>
  /** Takes a route's servers out of maintenance and drain, whoever put them there. */
  release(route: string): Promise<void>
  /**
   * Takes certificates that changed on disk into service, by a reload; false if none did. Bad ones are refused with
   * ERR_HAPROXY_CONFIG, and the ones before stay in service.
   */
  renew(): Promise<boolean>
  close(): Promise<void>
}

/** Steers the HAProxy of a folder; it is started by others (haproxyCommand). */
export function createEdge(options: EdgeOptions): Edge {
  const layout = layoutOf(options.directory)
  const { adminSocket } = layout
  const render = createRenderer(options)
  const keeper = createKeeper(options)
  let last: Promise<unknown> = Promise.resolve()

  /** One thing at a time: what is read back must be what was just written. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }

  async function apply(table: RouteTable): Promise<void> {
    const files = render(table)
    const before = await takeSnapshot(adminSocket)
    const now = before.generation === files.generation ? before : await replace(options, table, files, before)
    const after = await steer(adminSocket, table, now, generationFolder(options.directory, files.generation))
    await keeper.took(table, files, after)
  }

  async function observe(): Promise<EdgeObservation> {
    const { snapshot, replies } = await lookAt(adminSocket, [SHOW_TRAFFIC])
    await keeper.saw(snapshot)
    return observationOf(snapshot, trafficOf(replies.join()))
  }

  async function release(route: string): Promise<void> {
    const { servers } = await takeSnapshot(adminSocket)
    const own = servers.filter(({ backend }) => backend === route)
    await order(
      adminSocket,
      own.map(({ name }) => `set server ${route}/${name} state ready`),
    )
  }

  async function renew(): Promise<boolean> {
    const before = await takeSnapshot(adminSocket)
    const { certificates } = options
    if (certificates === undefined || !(await certificatesChanged(certificates, before.startedAt)))
      return false
    await keeper.saw(before)
    await checkConfig(layout.config)
    await reload(layout, before.generation, before)
    return true
  }

  return {
    apply: (table) => inTurn(() => apply(table)),
    observe: () => inTurn(observe),
    servers: () => inTurn(async () => listedServers((await askAll(adminSocket, [SHOW_SERVERS])).join())),
    release: (route) => inTurn(() => release(route)),
    renew: () => inTurn(renew),
    close: () => inTurn(() => Promise.resolve()),
  }
}

/** Gives the orders that are due, and reads back that none is left. */
async function steer(socket: string, table: RouteTable, now: Snapshot, folder: string): Promise<Snapshot> {
  await order(socket, ordersFor(table, now, folder))
  const after = await takeSnapshot(socket)
  const [open] = ordersFor(table, after, folder)
  if (open === undefined) return after
  throw new HaproxyError(
    'ERR_HAPROXY_REFUSED',
    `${socket}: took version ${table.version} but still needs "${open}"; see that nobody else steers it`,
  )
}

/** Puts another generation into service; the one before is still on disk and served if that fails. */
async function replace(
  options: EdgeOptions,
  table: RouteTable,
  files: EdgeFiles,
  before: Snapshot,
): Promise<Snapshot> {
  const layout = layoutOf(options.directory)
  const draft = `${layout.config}.check`
  const former = await readFile(layout.config, 'utf8')
  try {
    await writeGeneration(options.directory, withLive(files, table, options, runningStates(before)))
    await writeWhole(draft, files.config)
    await checkConfig(draft)
    await writeWhole(layout.config, files.config)
    const now = await reload(layout, files.generation, before)
    await dropOtherGenerations(options.directory, files.generation)
    return now
  } catch (error) {
    await writeWhole(layout.config, former)
    await rm(generationFolder(options.directory, files.generation), { recursive: true, force: true })
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** What a reload carries over: what operators did, and which servers are down. */
function runningStates({ servers }: Snapshot): KeptStates {
  return new Map(
    servers.map(({ backend, name, admin, up }) => [`${backend}/${name}`, { admin: admin & OPERATORS, up }]),
  )
}
