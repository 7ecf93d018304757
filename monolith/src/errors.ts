/** A request that the framework refuses before any view sees it: Django's SuspiciousOperation. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest'
  readonly code = 'ERR_MONOLITH_BAD_REQUEST'
}

/** A query parameter that a view relies on is not there: Django's MultiValueDictKeyError. */
export class MissingParameter extends Error {
  override readonly name = 'MissingParameter'
  readonly code = 'ERR_MONOLITH_MISSING_PARAMETER'
}
