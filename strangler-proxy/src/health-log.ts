import type { OnHealth } from './forwarding/address.ts'
import type { Log } from './log.ts'

/** Logs which addresses go down and come up. */
export function createHealthLog(log: Log): OnHealth {
  return (address, upstream, isUp) =>
    log.warn(isUp ? 'address is up' : 'address is down', { upstream, address })
}
