import { AsyncLocalStorage } from 'node:async_hooks'
import type { Request, RequestHandler, Response } from 'express'
import { isDryRun } from './dry-run/dry-run.ts'
import type { Logger } from './log.ts'
import { endpointOf, type Metrics } from './metrics.ts'
import { requestIdFrom, withRequestId } from './request-id.ts'

/** nginx's number for a client that hung up before its answer. */
const CLIENT_GONE = 499

/** Gives each request its id and answers it back; logs REQUEST, RESPONSE STATUS and RESPONSE TIME; counts it. */
export function observeRequests({ logger, metrics }: { logger: Logger; metrics: Metrics }): RequestHandler {
  return (req, res, next) => {
    const id = requestIdFrom(req.headers['x-request-id'])
    res.setHeader('X-Request-ID', id)
    const started = performance.now()
    withRequestId(id, () => {
      logger.info(`REQUEST ${req.method} ${pathOf(req)}`, { method: req.method, path: pathOf(req) })
      const onClose = (): void => report({ logger, metrics, req, res, ms: performance.now() - started })
      res.once('close', AsyncLocalStorage.bind(onClose))
      next()
    })
  }
}

function report({ logger, metrics, req, res, ms }: Observation): void {
  const status = res.writableFinished ? res.statusCode : CLIENT_GONE
  const endpoint = endpointOf(req, res)
  metrics.count({ endpoint, method: req.method, status, seconds: ms / 1000, isDryRun: isDryRun() })
  const level = status >= 500 ? 'error' : 'info'
  logger[level](`RESPONSE STATUS ${status} RESPONSE TIME ${ms.toFixed(1)} ms`, {
    method: req.method,
    path: pathOf(req),
    endpoint,
    status,
    ms: Math.round(ms * 10) / 10,
  })
}

interface Observation {
  readonly logger: Logger
  readonly metrics: Metrics
  readonly req: Request
  readonly res: Response
  readonly ms: number
}

/** Without the query: what people search for is nobody's business. */
function pathOf(req: Request): string {
  return req.originalUrl.split('?', 1)[0] ?? ''
}
