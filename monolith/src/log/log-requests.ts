import type { RequestHandler } from 'express'
import type { Log } from './log.ts'

const SANE_ID = /^[\w.:-]{1,128}$/

/** An access log: who asked for what, and what became of it; without queries, which tell what people search for. */
export function logRequests(log: Log): RequestHandler {
  return (request, response, next) => {
    const started = performance.now()
    const id = request.get('x-request-id')
    response.on('finish', () => {
      const { statusCode: status } = response
      const [path] = request.originalUrl.split('?', 1)
      log[status >= 500 ? 'error' : 'info']('request', {
        ...(id !== undefined && SANE_ID.test(id) ? { requestId: id } : {}),
        client: request.get('x-forwarded-for')?.split(',', 1)[0] ?? request.socket.remoteAddress,
        userAgent: request.get('user-agent'),
        method: request.method,
        path,
        status,
        ms: Math.round((performance.now() - started) * 10) / 10,
      })
    })
    next()
  }
}
