import { createClient, Refusal, type ControllerClient } from '../client.ts'
import { ControllerError } from '../errors.ts'
import { CliError } from './cli-error.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { findController, type RemoteOptions } from './find-controller.ts'
import type { Terminal } from './terminal.ts'

/** Asks the controller that the options lead to; what it refuses becomes an exit code. @throws CliError */
export async function askController<T>(
  options: RemoteOptions,
  terminal: Terminal,
  ask: (client: ControllerClient) => Promise<T>,
): Promise<T> {
  try {
    return await ask(createClient(findController(options, terminal)))
  } catch (thrown) {
    if (thrown instanceof Refusal)
      throw new CliError(exitCodeOf(thrown), thrown.code, thrown.what, thrown.remedy)
    if (thrown instanceof ControllerError)
      throw new CliError(EXIT.unreachable, thrown.code, thrown.what, thrown.remedy)
    throw thrown
  }
}

function exitCodeOf({ status, code }: Refusal): ExitCode {
  if (status === 401 || status === 403) return EXIT.noPermission
  if (code === 'ERR_PIN_OFF') return EXIT.environment
  if (code === 'ERR_ROUTE_NOT_MOVABLE') return EXIT.notMovable
  if (code === 'ERR_PLAN_INVALID' || code === 'ERR_PLAN_UNREADABLE') return EXIT.planInvalid
  if (status === 409 || status >= 500) return EXIT.tryAgain
  return EXIT.usage
}
