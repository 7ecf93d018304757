import { Pool } from 'undici'
import type { z } from 'zod'
import { checkHonoured, marked } from './dry-run/outgoing.ts'
import { ServiceUnavailable } from './errors.ts'
import type { Logger } from './log.ts'
import { persist } from './persist.ts'
import { currentRequestId } from './request-id.ts'
import { unavailableOf } from './service-faults.ts'

const MAX_ANSWER_BYTES = 16 * 1024 * 1024
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

export interface ServiceOptions {
  /** Scheme, host and port, perhaps with a path that goes before every path. */
  readonly baseUrl: string
  /** For messages: whom we call. */
  readonly name: string
  /** Milliseconds for a whole call, retry and body included. Default is 5000. */
  readonly timeoutMs?: number
  /** Connections at most. Default is 50. */
  readonly connections?: number
  readonly logger?: Logger
}

export interface ServiceRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  /** May be sent twice, when the connection failed or the answer was 503. Default: GET, HEAD and OPTIONS only. */
  readonly repeatable?: boolean
}

/** What the service answered: a 2xx, 3xx (never followed) or 4xx. Body: parsed JSON, text, or undefined if empty. */
export interface ServiceAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
  /** The body by a schema; ServiceUnavailable (`bad_answer`) if it does not fit. */
  read<T>(schema: z.ZodType<T>): T
}

export interface ServiceClient {
  /** Throws ServiceUnavailable when not reached, too late, answered 5xx or unreadable; a 4xx is an answer. */
  request(request: ServiceRequest): Promise<ServiceAnswer>
  close(): Promise<void>
}

/**
 * An HTTP client of one service: pooled, bounded in time, passes the request id on. A service that refuses connections
 * is being started again: it is waited for. A safe call that was lost, or answered 503, is sent once more.
 */
export function callService(options: ServiceOptions): ServiceClient {
  const { name, timeoutMs = 5000, logger } = options
  const base = new URL(options.baseUrl)
  const pool = new Pool(base.origin, {
    connections: options.connections ?? 50,
    connect: { timeout: timeoutMs },
    maxResponseSize: MAX_ANSWER_BYTES,
  })
  const prefix = base.pathname.replace(/\/$/, '')

  const send = async (request: ServiceRequest, signal: AbortSignal): Promise<ServiceAnswer> => {
    const call = marked({
      method: request.method,
      path: prefix + request.path + queryOf(request),
      headers: headersOf(request),
      body: request.json === undefined ? null : JSON.stringify(request.json),
    })
    const answer = await pool.request({ ...call, signal })
    const text = await answer.body.text()
    const { statusCode: status, headers } = answer
    checkHonoured(name, headers, SAFE_METHODS.has(request.method))
    if (status >= 500)
      throw new ServiceUnavailable(
        name,
        'server_error',
        `answered ${status} to ${request.method} ${request.path}`,
        { status },
      )
    const body = parseBody(text, headers['content-type'], name)
    return { status, headers, body, read: (schema) => readBody(body, schema, { name, request, status }) }
  }

  return {
    async request(request) {
      const signal = AbortSignal.timeout(timeoutMs)
      const { method, path } = request
      const repeatable = request.repeatable ?? SAFE_METHODS.has(method)
      const onRetry = (error: unknown) =>
        logger?.warning(`retrying a call to ${name}`, { method, path, error })
      try {
        return await persist(() => send(request, signal), { signal, repeatable, onRetry })
      } catch (error) {
        throw unavailableOf(error, name, request)
      }
    },
    close: () => pool.close(),
  }
}

function queryOf({ query }: ServiceRequest): string {
  return query === undefined ? '' : `?${new URLSearchParams(query).toString()}`
}

function headersOf({ headers, token, json }: ServiceRequest): Record<string, string> {
  const id = currentRequestId()
  return {
    accept: 'application/json',
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(id === undefined ? {} : { 'x-request-id': id }),
    ...headers,
  }
}

function parseBody(text: string, contentType: string | string[] | undefined, name: string): unknown {
  if (text === '') return undefined
  if (!String(contentType).includes('json')) return text
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ServiceUnavailable(name, 'bad_answer', 'answered malformed JSON', { cause })
  }
}

function readBody<T>(
  body: unknown,
  schema: z.ZodType<T>,
  { name, request, status }: { name: string; request: ServiceRequest; status: number },
): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const what = parsed.error.issues.map((issue) => issue.path.join('.') || 'body').join(', ')
  throw new ServiceUnavailable(
    name,
    'bad_answer',
    `unexpected answer ${status} to ${request.method} ${request.path}: ${what}`,
  )
}
