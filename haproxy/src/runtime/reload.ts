import { setTimeout as pause } from 'node:timers/promises'
import { HaproxyError } from '../errors.ts'
import type { Layout } from '../layout.ts'
import { askLine } from './socket.ts'
import { takeSnapshot, type Snapshot } from './snapshot.ts'

const RELOAD_WITHIN_MS = 15_000
const MASTER_WITHIN_MS = 2000
const LOOK_EVERY_MS = 25

/**
 * Has the master start a worker with the configuration on disk, and waits until that worker serves. Listeners are
 * passed on, so no connection is lost; if the new worker does not start, the old one goes on.
 * @throws HaproxyError ERR_HAPROXY_REFUSED if the master could not start it, ERR_HAPROXY_UNREACHABLE without a master.
 */
export async function reload(layout: Layout, generation: string, before: Snapshot): Promise<Snapshot> {
  const { reloads } = await patientMasterState(layout.masterSocket)
  await askLine(layout.masterSocket, 'reload')
  const deadline = performance.now() + RELOAD_WITHIN_MS
  for (;;) {
    await pause(LOOK_EVERY_MS)
    const now = await attempt(() => takeSnapshot(layout.adminSocket))
    if (now?.generation === generation && now.instance !== before.instance) return now
    const master = await attempt(() => masterState(layout.masterSocket))
    if (master !== undefined && master.reloads > reloads && master.failed > 0)
      throw new HaproxyError(
        'ERR_HAPROXY_REFUSED',
        `${layout.config}: the new worker did not start, the old one serves on; see the log of the edge`,
      )
    if (performance.now() > deadline)
      throw new HaproxyError(
        'ERR_HAPROXY_REFUSED',
        `${layout.config}: no worker serves it after ${RELOAD_WITHIN_MS} ms; see the log of the edge`,
      )
  }
}

/** How often the master reloaded, and how often in a row it failed (management guide, "show proc"). */
async function masterState(socket: string): Promise<{ readonly reloads: number; readonly failed: number }> {
  const reply = await askLine(socket, 'show proc')
  const [, reloads, failed] = /\smaster\s+(\d+) \[failed: (\d+)\]/.exec(reply) ?? []
  if (reloads === undefined || failed === undefined)
    throw new HaproxyError(
      'ERR_HAPROXY_UNREACHABLE',
      `${socket}: no master answers; start it with haproxyCommand`,
    )
  return { reloads: Number(reloads), failed: Number(failed) }
}

/** A master that has just started, or reloaded, re-executes itself and hears nothing for a moment. */
async function patientMasterState(socket: string): ReturnType<typeof masterState> {
  const deadline = performance.now() + MASTER_WITHIN_MS
  for (;;) {
    const state = await attempt(() => masterState(socket))
    if (state) return state
    if (performance.now() > deadline) return masterState(socket)
    await pause(LOOK_EVERY_MS)
  }
}

async function attempt<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch {
    return undefined
  }
}
