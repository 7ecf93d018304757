/** What can go wrong, and the HTTP status that tells a client of it: chosen here and nowhere else. */
const STATUSES = {
  ERR_REQUEST_MALFORMED: 400,
  ERR_REQUEST_INVALID: 400,
  ERR_REQUEST_NO_TOKEN: 401,
  ERR_REQUEST_FORBIDDEN: 403,
  ERR_REQUEST_NOT_FOUND: 404,
  ERR_REQUEST_METHOD: 405,
  ERR_REQUEST_TOO_SLOW: 408,
  ERR_REQUEST_TOO_LARGE: 413,
  ERR_REQUEST_MEDIA_TYPE: 415,
  ERR_REQUEST_HEADERS: 431,
  ERR_ROUTE_UNKNOWN: 404,
  ERR_ROUTE_NOT_MOVABLE: 409,
  ERR_PLAN_INVALID: 409,
  ERR_PLAN_UNREADABLE: 409,
  ERR_PIN_OFF: 409,
  ERR_STATE_CONFLICT: 409,
  ERR_CONTROLLER_STANDBY: 503,
  ERR_CONTROLLER_STARTING: 503,
  ERR_CONTROLLER_BUSY: 503,
  ERR_CONTROLLER_UNREACHABLE: 502,
  ERR_CONTROLLER_STOPPING: 503,
  ERR_CONTROLLER_FAULT: 500,
  ERR_DATABASE_DOWN: 503,
  ERR_DATABASE_SCHEMA: 503,
  ERR_PLANE_UNREACHABLE: 503,
  ERR_PLANE_REFUSED: 502,
} as const

export type ControllerErrorCode = keyof typeof STATUSES

/** A fault with its remedy; the message is `what; remedy`, lower case, without a full stop. */
export class ControllerError extends Error {
  readonly code: ControllerErrorCode
  readonly what: string
  readonly remedy: string

  constructor(code: ControllerErrorCode, what: string, remedy: string, options?: ErrorOptions) {
    super(`${what}; ${remedy}`, options)
    this.name = 'ControllerError'
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
