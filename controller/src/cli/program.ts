import { Command, CommanderError } from 'commander'
import { messageOf } from '../errors.ts'
import { CliError } from './cli-error.ts'
import { addHistoryCommands } from './commands/history-commands.ts'
import { addMoveCommands } from './commands/move-commands.ts'
import { addPinCommand } from './commands/pin-command.ts'
import { addPlanCommands } from './commands/plan-commands.ts'
import { addStatusCommand } from './commands/status-command.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

const HELP = `
Exit codes:
  0 done, 2 switched off at the controller, 64 wrong command line, 65 plan invalid, 69 controller unreachable,
  73 route not movable, 75 not now, try again, 77 no permission

Examples:
  strangler plan check plan.yaml
  strangler status
  strangler set search 5% --reason "first look"
  strangler rollback`

/** Every command of the CLI. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('strangler')
    .description('moves a live web system off a legacy monolith, one route at a time')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      // Errors are told once, in one form, by runCli; what is written here is help that was not asked for.
      writeErr: (text) => terminal.err(text),
      outputError: () => undefined,
    })
    .addHelpText('after', HELP)
  addPlanCommands(program, terminal)
  addStatusCommand(program, terminal)
  addMoveCommands(program, terminal)
  addHistoryCommands(program, terminal)
  addPinCommand(program, terminal)
  return program
}

/** Runs one command line (without node and script) and gives the exit code; never throws. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    await createProgram(terminal).parseAsync(args, { from: 'user' })
    return EXIT.ok
  } catch (thrown) {
    if (thrown instanceof CommanderError) return tellUsage(thrown, terminal)
    const { exitCode, code, what, remedy, details } =
      thrown instanceof CliError
        ? thrown
        : new CliError(
            EXIT.fault,
            'ERR_CLI_FAULT',
            messageOf(thrown),
            'report this: the CLI should not fail so',
          )
    if (args.includes('--json'))
      terminal.out(`${JSON.stringify({ error: { code, message: what, remedy, ...details } })}\n`)
    terminal.err(`strangler: ${what}; ${remedy}\n`)
    return exitCode
  }
}

function tellUsage({ code, message, exitCode }: CommanderError, terminal: Terminal): ExitCode {
  if (exitCode === 0) return EXIT.ok
  // Help was shown because no command was given.
  if (code === 'commander.help') return EXIT.usage
  const [what = '', suggestion] = message.replace(/^error: /, '').split('\n')
  const remedy = suggestion?.replaceAll(/^\(|\)$/g, '').replace(/^Did/, 'did') ?? 'see strangler --help'
  terminal.err(`strangler: ${what}; ${remedy}\n`)
  return EXIT.usage
}
