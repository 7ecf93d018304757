import type { ExitCode } from './exit-codes.ts'

/** Ends a command: told on stderr as `strangler: what; remedy`, with its exit code. */
export class CliError extends Error {
  readonly exitCode: ExitCode
  readonly code: string
  readonly what: string
  readonly remedy: string
  /** What there is to say in detail, for --json. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(exitCode: ExitCode, code: string, what: string, remedy: string, details = {}) {
    super(`${what}; ${remedy}`)
    this.name = 'CliError'
    this.exitCode = exitCode
    this.code = code
    this.what = what
    this.remedy = remedy
    this.details = details
  }
}
