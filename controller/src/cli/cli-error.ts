import { CONTROLLER_ERROR_CODES, exitCodeOf, type ControllerErrorCode } from '../errors.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'

/** What goes wrong before or without an answer of a controller, and how the command then ends. */
const EXITS = {
  ERR_CLI_USAGE: EXIT.usage,
  ERR_CLI_ENVIRONMENT: EXIT.environment,
  ERR_CLI_FOLDER: EXIT.usage,
  ERR_CLI_MISMATCH: EXIT.mismatch,
  ERR_CLI_TOO_FEW: EXIT.tooFew,
  ERR_CLI_NOT_DRAINED: EXIT.notDrained,
  ERR_CLI_UNWELL: EXIT.unwell,
  ERR_LOG_BROKEN: EXIT.brokenLog,
  ERR_LOG_FILE: EXIT.usage,
  ERR_CLI_NO_TOKEN: EXIT.noPermission,
  ERR_CLI_NO_CONTROLLER: EXIT.unreachable,
  ERR_CLI_CONTEXT: EXIT.unreachable,
  ERR_CONTROLLER_UNREACHABLE: EXIT.unreachable,
  ERR_K8S_TABLE: EXIT.planInvalid,
  ERR_CLI_FAULT: EXIT.fault,
} as const

type CliErrorCode = keyof typeof EXITS | ControllerErrorCode

/** How a command ends by each code; one that only a newer controller knows is a fault. */
export const EXIT_BY_CODE: Readonly<Record<string, ExitCode>> = {
  ...Object.fromEntries(CONTROLLER_ERROR_CODES.map((code) => [code, exitCodeOf(code)])),
  ...EXITS,
}

/** Ends a command: told on stderr as `strangler: what; remedy`, with the exit code of its code. */
export class CliError extends Error {
  readonly code: CliErrorCode
  readonly what: string
  readonly remedy: string
  /** What there is to say in detail, for --json. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: CliErrorCode, what: string, remedy: string, details = {}) {
    super(`${what}; ${remedy}`)
    this.name = 'CliError'
    this.code = code
    this.what = what
    this.remedy = remedy
    this.details = details
  }
}
