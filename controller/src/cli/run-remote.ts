import { createClient, type ControllerClient } from '../client.ts'
import { findController, type RemoteOptions } from './find-controller.ts'
import type { Terminal } from './terminal.ts'

/** Asks the controller that the options lead to. @throws CliError, Refusal, Unreachable */
export async function askController<T>(
  options: RemoteOptions,
  terminal: Terminal,
  ask: (client: ControllerClient) => Promise<T>,
): Promise<T> {
  return ask(createClient(findController(options, terminal)))
}
