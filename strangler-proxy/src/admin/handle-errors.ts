import type { ErrorRequestHandler, RequestHandler } from 'express'
import { messageOf, ProxyError, type ProxyErrorCode } from '../errors.ts'
import type { Log } from '../log.ts'

/** Answers every failure as `{ error: { code, message, remedy } }`; only our own faults are logged as such. */
export function handleErrors(log: Log): ErrorRequestHandler {
  return (thrown: unknown, req, res, next) => {
    const error = asProxyError(thrown)
    if (error.status === 500)
      log.error('admin request failed', { path: req.path, error: messageOf(thrown), stack: stackOf(thrown) })
    if (res.headersSent) return next(thrown)
    const { code, what, remedy } = error
    res.status(error.status).json({ error: { code, message: what, remedy } })
  }
}

export const unknownPath: RequestHandler = (req) => {
  throw new ProxyError(
    'ERR_PROXY_NOT_FOUND',
    `request: there is nothing at ${req.path.slice(0, 100)}`,
    'there are /table, /observation, /comparisons, /healthz, /readyz and /metrics',
  )
}

const BODY_FAULTS: Readonly<Record<string, readonly [ProxyErrorCode, string]>> = {
  'entity.parse.failed': ['ERR_PROXY_REQUEST', 'send well-formed JSON, an object'],
  'entity.too.large': ['ERR_PROXY_TOO_LARGE', 'send less than 32 MiB'],
}

/** What the body parser and the router throw carries a `type` or a 4xx `status` (http-errors). */
function asProxyError(thrown: unknown): ProxyError {
  if (thrown instanceof ProxyError) return thrown
  const { type, status } = (thrown ?? {}) as { type?: unknown; status?: unknown }
  const known = typeof type === 'string' ? BODY_FAULTS[type] : undefined
  const options = { cause: thrown }
  const what = `request: ${messageOf(thrown)
    .replaceAll(/\p{Cc}/gu, '?')
    .slice(0, 200)}`
  if (known) return new ProxyError(known[0], what, known[1], options)
  if (thrown instanceof URIError || (typeof status === 'number' && status >= 400 && status < 500))
    return new ProxyError('ERR_PROXY_REQUEST', what, 'mend it', options)
  return new ProxyError('ERR_PROXY_FAULT', 'proxy: it failed', 'look into its log', options)
}

function stackOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.stack : undefined
}
