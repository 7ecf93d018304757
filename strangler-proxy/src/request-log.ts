import type { OnServed } from './forwarding/outcome.ts'
import type { Log } from './log.ts'

/** Logs each request with the place that answered it. For looking closely: on a busy proxy a line each is dear. */
export function createRequestLog(log: Log): OnServed {
  return ({ req, requestId, ...place }, status, tookMs) => {
    const [path] = (req.url ?? '').slice(0, 2048).split('?')
    const ms = Math.round(tookMs * 10) / 10
    log.info('request', { requestId, method: req.method, path, status, ms, ...place })
  }
}
