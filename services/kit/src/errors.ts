/** An answer that a handler wants to give instead of its result; the error handler turns it into the response. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>
  readonly fields: readonly FieldProblem[]

  constructor(status: number, code: string, message: string, details: HttpErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause })
    this.status = status
    this.code = code
    this.headers = details.headers ?? {}
    this.fields = details.fields ?? []
  }
}

/** One parameter of a request and what is wrong with it. */
export interface FieldProblem {
  readonly name: string
  readonly problem: string
}

export interface HttpErrorDetails {
  readonly headers?: Readonly<Record<string, string>>
  readonly fields?: readonly FieldProblem[]
  readonly cause?: unknown
}

/** Another service gave no usable answer: not reached, too late, a 5xx, or nonsense. Answered with 503 if not caught. */
export class ServiceUnavailable extends Error {
  override readonly name = 'ServiceUnavailable'
  readonly code = 'service_unavailable'
  readonly service: string
  readonly reason: UnavailableReason
  /** What it answered, if it answered a 5xx. */
  readonly status: number | undefined

  constructor(
    service: string,
    reason: UnavailableReason,
    message: string,
    { cause, status }: { cause?: unknown; status?: number } = {},
  ) {
    super(`${service}: ${message}`, cause === undefined ? {} : { cause })
    this.service = service
    this.reason = reason
    this.status = status
  }
}

export type UnavailableReason = 'connection' | 'timeout' | 'server_error' | 'bad_answer'

/** A token that counts for nothing; the message says why and holds nothing of the token. */
export class TokenError extends Error {
  override readonly name = 'TokenError'
  readonly code = 'invalid_token'
}

/** The process cannot start as it is set up; the message says what to mend. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly code = 'cannot_start'
}
