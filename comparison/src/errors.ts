export type ComparisonErrorCode = 'ERR_COMPARISON_PATTERN'

/** What a caller of this package did wrong; answers, however broken, are never a reason to throw. */
export class ComparisonError extends Error {
  readonly code: ComparisonErrorCode

  constructor(code: ComparisonErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ComparisonError'
    this.code = code
  }
}
