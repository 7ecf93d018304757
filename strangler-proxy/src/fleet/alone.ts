import type { RouteTable } from '@strangler/migration-plan'
import type { Config } from '../config.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { createDoor } from './door.ts'
import { createLocalFleet } from './local-fleet.ts'
import type { RunningFleet } from './running-fleet.ts'

/**
 * Serves in this process, and in no other one.
 * @throws ProxyError ERR_PROXY_LISTEN
 */
export async function serveAlone(config: Config, table: RouteTable | null, log: Log): Promise<RunningFleet> {
  const { proxy, open, close } = createDoor(config, log, { index: 0, workers: 1 })
  try {
    if (table) proxy.apply(table)
  } catch (error) {
    log.error('no table from disk; waiting for one', { error: messageOf(error) })
  }
  return { ...createLocalFleet(proxy), port: await open(), stop: close }
}
