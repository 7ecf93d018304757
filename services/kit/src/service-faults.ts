import { ServiceUnavailable } from './errors.ts'

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Whether the call failed by its connection: then the request may not have arrived, or its answer got lost. */
function connectionFailed(error: unknown): boolean {
  return CONNECTION_CODES.has(codeOf(error))
}

/** Whether nobody listened: then the request was not sent at all. */
export function connectionRefused(error: unknown): boolean {
  return codeOf(error) === 'ECONNREFUSED'
}

/** Whether the same call may go well a moment later: its connection was lost, or the service said 503. */
export function mayPass(error: unknown): boolean {
  return connectionFailed(error) || (error instanceof ServiceUnavailable && error.status === 503)
}

/** The typed fault for what undici threw; programming mistakes pass as they are. */
export function unavailableOf(
  error: unknown,
  name: string,
  { method, path }: { method: string; path: string },
): unknown {
  if (error instanceof ServiceUnavailable || !(error instanceof Error)) return error
  const call = `${method} ${path}`
  if (connectionFailed(error))
    return new ServiceUnavailable(name, 'connection', `${call} failed: ${codeOf(error)}`, { cause: error })
  if (error.name === 'TimeoutError' || /TIMEOUT/.test(codeOf(error))) {
    return new ServiceUnavailable(name, 'timeout', `${call} was not answered in time`, { cause: error })
  }
  if (
    codeOf(error).startsWith('UND_ERR_RES') ||
    codeOf(error).startsWith('HPE_') ||
    error.name === 'HTTPParserError'
  ) {
    return new ServiceUnavailable(name, 'bad_answer', `${call} was answered with something unreadable`, {
      cause: error,
    })
  }
  return error
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
