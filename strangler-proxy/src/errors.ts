/** What can go wrong, and the HTTP status of the admin API's answer: chosen here and nowhere else. */
const STATUSES = {
  ERR_PROXY_REQUEST: 400,
  ERR_PROXY_TABLE_INVALID: 400,
  ERR_PROXY_NOT_FOUND: 404,
  ERR_PROXY_METHOD: 405,
  ERR_PROXY_TABLE_STALE: 409,
  ERR_PROXY_MOVES: 409,
  ERR_PROXY_TOO_LARGE: 413,
  ERR_PROXY_FAULT: 500,
  ERR_PROXY_BODY_READ: 500,
  ERR_PROXY_TABLE_FILE: 500,
  ERR_PROXY_CA_FILE: 400,
  ERR_PROXY_LISTEN: 500,
  ERR_PROXY_NO_TABLE: 503,
  ERR_PROXY_WORKERS: 503,
} as const

export type ProxyErrorCode = keyof typeof STATUSES

/** A fault with its remedy; the message is `where: what; remedy`, lower case, without a full stop. */
export class ProxyError extends Error {
  readonly code: ProxyErrorCode
  readonly what: string
  readonly remedy: string

  constructor(code: ProxyErrorCode, what: string, remedy: string, options?: ErrorOptions) {
    super(`${what}; ${remedy}`, options)
    this.name = 'ProxyError'
    this.code = code
    this.what = what
    this.remedy = remedy
  }

  /** HTTP status of the answer that reports this error. */
  get status(): number {
    return STATUSES[this.code]
  }
}

/** The text of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === '')
    return thrown.errors.map((error) => messageOf(error)).join(', ')
  return thrown instanceof Error ? thrown.message : String(thrown)
}
