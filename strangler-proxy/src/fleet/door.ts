import type { Config } from '../config.ts'
import { messageOf } from '../errors.ts'
import { createFaultLog } from '../fault-log.ts'
import { isTunnel } from '../forwarding/upgrade.ts'
import { createHealthLog } from '../health-log.ts'
import { startListener, type Listener } from '../listener.ts'
import type { Log } from '../log.ts'
import { createProxy, type Proxy, type Share } from '../proxy.ts'
import { createRequestLog } from '../request-log.ts'

const FINISH_WITHIN_MS = 10_000

/** Where requests come in, in one process. */
export interface Door {
  readonly proxy: Proxy
  /** Opens it; gives the port. Throws ProxyError ERR_PROXY_LISTEN. */
  readonly open: () => Promise<number>
  /** Finishes what is in flight, for at most ten seconds; false if something had to be cut off. */
  readonly close: () => Promise<boolean>
}

export function createDoor(config: Config, log: Log, share: Share): Door {
  const proxy = createProxy({
    onFault: createFaultLog(log),
    onServed: config.LOG_LEVEL === 'debug' ? createRequestLog(log) : null,
    onHealth: createHealthLog(log),
    pinKey: config.PIN_KEY,
    shadowKey: config.SHADOW_KEY,
    onShadowingFault: (error) => log.error('comparing failed; it begins anew', { error: messageOf(error) }),
    trustedPeers: config.TRUSTED_PEERS,
    share,
  })
  let listener: Listener | null = null
  return {
    proxy,
    async open() {
      listener = await startListener({
        host: config.HOST,
        port: config.PORT,
        onRequest: proxy.pipeline.request,
        onUpgrade: proxy.pipeline.upgrade,
        isUpgrade: isTunnel,
        onOverload: () => proxy.tally.answered.overloaded++,
      })
      return listener.port
    },
    async close() {
      const finished = (await listener?.stop(FINISH_WITHIN_MS)) ?? true
      await proxy.close()
      return finished
    },
  }
}
