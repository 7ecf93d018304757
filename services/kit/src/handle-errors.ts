import { STATUS_CODES } from 'node:http'
import type { Request, Response } from 'express'
import { isDatabaseDown } from './database-down.ts'
import { HttpError, ServiceUnavailable, TokenError } from './errors.ts'
import type { Logger } from './log.ts'

/** Writes an error's answer; the status and the headers are set already. */
export type RenderError = (error: HttpError, req: Request, res: Response) => void

/** `{ error: { code, message, fields? } }` */
export const renderJsonError: RenderError = (error, _req, res) => {
  const fields = error.fields.length > 0 ? { fields: error.fields } : {}
  res.json({ error: { code: error.code, message: error.message, ...fields } })
}

/** Answers a request that a handler failed, or that none took (`thrown` is undefined then: 404). */
export type AnswerError = (thrown: unknown, req: Request, res: Response) => void

/** Turns whatever was thrown into an answer. Only what is our fault (5xx) is logged as an error, with its cause. */
export function createAnswerError(logger: Logger, render: RenderError = renderJsonError): AnswerError {
  return (thrown, req, res) => {
    const error = httpErrorOf(thrown ?? new HttpError(404, 'not_found', 'there is nothing at this address'))
    if (error.status >= 500) logger.error(`${req.method} failed: ${error.message}`, { error: thrown })
    if (res.headersSent) {
      // The answer has begun: cut it, so that nobody takes a half for a whole.
      res.destroy()
      return
    }
    for (const name of res.getHeaderNames()) if (BODY_HEADERS.has(name)) res.removeHeader(name)
    res.status(error.status)
    res.set(error.headers)
    try {
      render(error, req, res)
    } catch (fault) {
      logger.error('the error page failed', { error: fault })
      renderJsonError(error, req, res)
    }
  }
}

const BODY_HEADERS = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'content-disposition',
  'etag',
  'last-modified',
])

/** What to answer for a thrown value; anything unknown is a 500 that says nothing of its inside. */
export function httpErrorOf(thrown: unknown): HttpError {
  if (thrown instanceof HttpError) return thrown
  if (thrown instanceof TokenError) {
    return new HttpError(401, thrown.code, thrown.message, {
      headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
    })
  }
  if (thrown instanceof ServiceUnavailable)
    return unavailable(thrown.code, `${thrown.service} cannot be reached; try again later`)
  if (isDatabaseDown(thrown))
    return unavailable('database_unavailable', 'the database cannot be reached; try again later')
  return requestFault(thrown) ?? new HttpError(500, 'internal_error', 'something went wrong on our side')
}

function unavailable(code: string, message: string): HttpError {
  return new HttpError(503, code, message, { headers: { 'Retry-After': '2' } })
}

const FAULTS: Readonly<Record<string, readonly [status: number, code: string, message: string]>> = {
  'entity.parse.failed': [400, 'malformed_body', 'the body is not valid JSON'],
  'entity.too.large': [413, 'body_too_large', 'the body is too large'],
  'encoding.unsupported': [415, 'unsupported_encoding', 'the content encoding of the body is not supported'],
  'charset.unsupported': [415, 'unsupported_charset', 'the charset of the body is not supported; use UTF-8'],
  'request.aborted': [400, 'request_aborted', 'the request ended before its body was complete'],
  'request.size.invalid': [400, 'malformed_body', 'the body does not have the length announced'],
}

/** A 4xx that express, its router or body-parser threw; their own messages may quote the request, ours do not. */
function requestFault(thrown: unknown): HttpError | undefined {
  if (!(thrown instanceof Error)) return undefined
  const { type, status } = thrown as { type?: unknown; status?: unknown }
  const known = typeof type === 'string' ? FAULTS[type] : undefined
  if (known) return new HttpError(...known, { cause: thrown })
  if (thrown instanceof URIError)
    return new HttpError(400, 'malformed_path', 'the path is not well encoded', { cause: thrown })
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined
  return new HttpError(status, 'bad_request', (STATUS_CODES[status] ?? 'bad request').toLowerCase(), {
    cause: thrown,
  })
}
