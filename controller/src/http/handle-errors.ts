import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import { ControllerError, messageOf, type ControllerErrorCode } from '../errors.ts'
import type { Log } from '../log.ts'

/** Answers every failure as `{ error: { code, message, remedy } }`; only our own faults are logged as such. */
export function handleErrors(log: Log): ErrorRequestHandler {
  return (thrown: unknown, req, res, next) => {
    const error = asControllerError(thrown)
    if (error.status === 500)
      log.error('request failed', { path: req.path, error: messageOf(thrown), stack: stackOf(thrown) })
    else if (error.status > 500)
      log.warn('request refused', { path: req.path, code: error.code, error: error.message })
    if (res.headersSent) return next(thrown)
    sendError(res, error)
  }
}

export const unknownPath: RequestHandler = (req) => {
  throw new ControllerError(
    'ERR_REQUEST_NOT_FOUND',
    `request: there is nothing at ${req.path.slice(0, 100)}`,
    'GET /api/v1/openapi.json lists what there is',
  )
}

export function sendError(res: Response, error: ControllerError): void {
  if (error.status === 401) res.set('WWW-Authenticate', 'Bearer realm="strangler"')
  if (error.status === 503) res.set('Retry-After', '1')
  const { code, what, remedy } = error
  res.status(error.status).json({ error: { code, message: what, remedy } })
}

const BODY_FAULTS: Readonly<Record<string, readonly [ControllerErrorCode, string]>> = {
  'entity.parse.failed': ['ERR_REQUEST_MALFORMED', 'send well-formed JSON, an object'],
  'entity.too.large': ['ERR_REQUEST_TOO_LARGE', 'send less than 16 KiB'],
  'encoding.unsupported': ['ERR_REQUEST_MEDIA_TYPE', 'send it without content encoding'],
  'charset.unsupported': ['ERR_REQUEST_MEDIA_TYPE', 'send it as UTF-8'],
}

/** What the body parser and the router throw carries a `type` or a 4xx `status` (http-errors). */
function asControllerError(thrown: unknown): ControllerError {
  if (thrown instanceof ControllerError) return thrown
  const { type, status } = (thrown ?? {}) as { type?: unknown; status?: unknown }
  const known = typeof type === 'string' ? BODY_FAULTS[type] : undefined
  const options = { cause: thrown }
  if (known) return new ControllerError(known[0], `request: ${shortened(thrown)}`, known[1], options)
  if (thrown instanceof URIError || (typeof status === 'number' && status >= 400 && status < 500))
    return new ControllerError('ERR_REQUEST_MALFORMED', `request: ${shortened(thrown)}`, 'mend it', options)
  return new ControllerError('ERR_CONTROLLER_FAULT', 'controller: it failed', 'look into its log', options)
}

function shortened(thrown: unknown): string {
  return messageOf(thrown)
    .replaceAll(/\p{Cc}/gu, '?')
    .slice(0, 200)
}

function stackOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.stack : undefined
}
