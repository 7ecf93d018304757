import { isClients, type OnFault } from './forwarding/outcome.ts'
import type { Log } from './log.ts'

const MOST_LINES = 20
const WITHIN_MS = 1000

/** Logs faults, a line each, but a flood of them as a count: an upstream that is down fails every request. */
export function createFaultLog(log: Log): OnFault {
  let begunAt = 0
  let lines = 0
  let heldBack = 0
  return (fault, { req, requestId, ...place }, cause) => {
    if (isClients(fault)) return
    const now = performance.now()
    if (now - begunAt > WITHIN_MS) {
      if (heldBack > 0) log.warn('more requests failed', { count: heldBack })
      begunAt = now
      lines = 0
      heldBack = 0
    }
    if (lines === MOST_LINES) {
      heldBack++
      return
    }
    lines++
    const [path] = (req.url ?? '').slice(0, 2048).split('?')
    const about = { requestId, method: req.method, path, ...place }
    log.warn('request failed', { ...about, fault, error: cause.message })
  }
}
