/** A request that cannot be meant: answered with the page `Bad Request (400)`. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest'
  readonly code = 'bad_request'
}

/** Too many failed logins: answered with 429 and when to come back. */
export class TooManyLogins extends Error {
  override readonly name = 'TooManyLogins'
  readonly code = 'too_many_logins'
  /** Seconds, as the users service says them. */
  readonly retryAfter: string

  constructor(retryAfter: string) {
    super('too many failed logins')
    this.retryAfter = retryAfter
  }
}
