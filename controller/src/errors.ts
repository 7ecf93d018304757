import { EXIT, type ExitCode } from './cli/exit-codes.ts'

/** What can go wrong: the HTTP status and the exit code that tell of it are chosen here and nowhere else. */
const RULES = {
  ERR_REQUEST_MALFORMED: [400, EXIT.usage],
  ERR_REQUEST_INVALID: [400, EXIT.usage],
  ERR_REQUEST_NO_TOKEN: [401, EXIT.noPermission],
  ERR_REQUEST_FORBIDDEN: [403, EXIT.noPermission],
  ERR_REQUEST_NOT_FOUND: [404, EXIT.usage],
  ERR_REQUEST_METHOD: [405, EXIT.usage],
  ERR_REQUEST_TOO_SLOW: [408, EXIT.tryAgain],
  ERR_REQUEST_TOO_LARGE: [413, EXIT.usage],
  ERR_REQUEST_MEDIA_TYPE: [415, EXIT.usage],
  ERR_REQUEST_KEY_REUSED: [422, EXIT.usage],
  ERR_REQUEST_KEY_UNSETTLED: [409, EXIT.tryAgain],
  ERR_REQUEST_TOO_MANY: [429, EXIT.tryAgain],
  ERR_REQUEST_HEADERS: [431, EXIT.usage],
  ERR_ROUTE_UNKNOWN: [404, EXIT.usage],
  ERR_EXAMPLE_UNKNOWN: [404, EXIT.usage],
  ERR_ROUTE_NOT_MOVABLE: [409, EXIT.notMovable],
  ERR_ROUTE_HELD: [409, EXIT.notMovable],
  ERR_ROUTE_RETIRED: [409, EXIT.notMovable],
  ERR_ROUTE_ORDER: [409, EXIT.notMovable],
  ERR_ROUTE_AT_END: [409, EXIT.notMovable],
  ERR_ROUTE_NOT_LIVE: [409, EXIT.notMovable],
  ERR_GATE_NOT_PASSED: [409, EXIT.tryAgain],
  ERR_DRIFT_NONE: [409, EXIT.notMovable],
  ERR_DRIFT_UNCLEAR: [409, EXIT.notMovable],
  ERR_PLAN_INVALID: [409, EXIT.planInvalid],
  ERR_PLAN_UNREADABLE: [409, EXIT.planInvalid],
  ERR_LEGACY_IN_USE: [409, EXIT.notMovable],
  ERR_LEGACY_OFF: [409, EXIT.notMovable],
  ERR_LEGACY_NOT_DRAINED: [409, EXIT.notDrained],
  ERR_PIN_OFF: [409, EXIT.environment],
  ERR_STATE_CONFLICT: [409, EXIT.tryAgain],
  ERR_CONTROLLER_STANDBY: [503, EXIT.tryAgain],
  ERR_CONTROLLER_STARTING: [503, EXIT.tryAgain],
  ERR_CONTROLLER_PAUSED: [409, EXIT.tryAgain],
  ERR_CONTROLLER_BUSY: [503, EXIT.tryAgain],
  ERR_CONTROLLER_STOPPING: [503, EXIT.tryAgain],
  ERR_CONTROLLER_FAULT: [500, EXIT.fault],
  ERR_DATABASE_DOWN: [503, EXIT.tryAgain],
  ERR_DATABASE_SCHEMA: [503, EXIT.tryAgain],
  ERR_PLANE_UNREACHABLE: [503, EXIT.tryAgain],
  ERR_PLANE_REFUSED: [502, EXIT.tryAgain],
} as const satisfies Readonly<Record<string, readonly [status: number, exit: ExitCode]>>

export type ControllerErrorCode = keyof typeof RULES

/** Every code that an answer of the API may carry. */
export const CONTROLLER_ERROR_CODES = Object.keys(RULES) as readonly ControllerErrorCode[]

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
    return statusOf(this.code)
  }
}

export function statusOf(code: ControllerErrorCode): number {
  return RULES[code][0]
}

/** How the command line ends when a controller refuses so. */
export function exitCodeOf(code: ControllerErrorCode): ExitCode {
  return RULES[code][1]
}

/** The text of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === '')
    return thrown.errors.map((error) => messageOf(error)).join(', ')
  return thrown instanceof Error ? thrown.message : String(thrown)
}
