import type { Command } from 'commander'

/** How to find the controller, and how to print: the same on every command that asks one. */
export function remoteOptions(command: Command): Command {
  return command
    .option('--url <url>', 'the controller (default: STRANGLER_URL, else the context file)')
    .option('--token <token>', 'its token (default: STRANGLER_TOKEN, else the context file)')
    .option('--json', 'print JSON')
}
