import { Command, CommanderError } from 'commander'
import { Refusal, Unreachable } from '../client.ts'
import { messageOf } from '../errors.ts'
import { VERSION } from '../version.ts'
import { CliError, EXIT_BY_CODE } from './cli-error.ts'
import { addCompareCommands } from './commands/compare-commands.ts'
import { addCompletionCommand } from './commands/completion-command.ts'
import { addDoctorCommand } from './commands/doctor-command.ts'
import { addDrainedCommand } from './commands/drained-command.ts'
import { addExportCommand } from './commands/export-command.ts'
import { addLogCommand } from './commands/log-command.ts'
import { addMoveCommands } from './commands/move-commands.ts'
import { addPinCommand } from './commands/pin-command.ts'
import { addPlanCommands } from './commands/plan-commands.ts'
import { addReplayCommand } from './commands/replay-command.ts'
import { addRetireLegacyCommand } from './commands/retire-legacy-command.ts'
import { addRestraintCommands } from './commands/restraint-commands.ts'
import { addStepCommands } from './commands/step-commands.ts'
import { addTrafficCommand } from './commands/traffic-command.ts'
import { addStatusCommand } from './commands/status-command.ts'
import { addWhyCommand } from './commands/why-command.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

const HELP = `
Exit codes:
  0 done, 1 a fault of ours, 2 wrong environment, 3 too many mismatches, 4 too few comparisons, 5 legacy not drained, 6 unwell, 7 audit broken, 64 wrong command line, 65 plan invalid,
  69 controller unreachable, 73 route not movable, 75 not now, try again, 77 no permission

Examples:
  strangler plan check plan.yaml
  strangler status
  strangler set search 5% --reason "first look"
  strangler rollback`

/** Every command of the CLI. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('strangler')
    .description('moves a live web system off a legacy monolith, one route at a time')
    .version(VERSION, '-V, --version', 'print the version')
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      // Errors are told once, in one form, by runCli; what is written here is help that was not asked for.
      writeErr: (text) => terminal.err(text),
      outputError: () => undefined,
    })
    .addHelpText('after', HELP)
  addPlanCommands(program, terminal)
  addStatusCommand(program, terminal)
  addWhyCommand(program, terminal)
  addMoveCommands(program, terminal)
  addStepCommands(program, terminal)
  addRestraintCommands(program, terminal)
  addLogCommand(program, terminal)
  addExportCommand(program, terminal)
  addTrafficCommand(program, terminal)
  addCompareCommands(program, terminal)
  addReplayCommand(program, terminal)
  addPinCommand(program, terminal)
  addDrainedCommand(program, terminal)
  addCompletionCommand(program, terminal)
  addDoctorCommand(program, terminal)
  addRetireLegacyCommand(program, terminal)
  throwUsageErrors(program, program.name())
  return program
}

/** Runs one command line (without node and script) and gives the exit code; never throws. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    await createProgram(terminal).parseAsync(args, { from: 'user' })
    return EXIT.ok
  } catch (thrown) {
    // What was asked for, help or version, is shown; without a command help is, though nobody asked for it.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage
    const { code, what, remedy, details } = told(thrown)
    if (args.includes('--json'))
      terminal.out(`${JSON.stringify({ error: { code, message: what, remedy, ...details } })}\n`)
    terminal.err(`strangler: ${what}; ${remedy}\n`)
    return EXIT_BY_CODE[code] ?? EXIT.fault
  }
}

interface Told {
  readonly code: string
  readonly what: string
  readonly remedy: string
  readonly details?: Readonly<Record<string, unknown>>
}

function told(thrown: unknown): Told {
  if (thrown instanceof CliError || thrown instanceof Refusal || thrown instanceof Unreachable) return thrown
  return new CliError('ERR_CLI_FAULT', messageOf(thrown), 'report this: the CLI should not fail so')
}

/** A wrong command line is told like every other fault, and leads to the help of the very command. */
function throwUsageErrors(command: Command, path: string): void {
  command.exitOverride((error) => {
    throw error.exitCode === 0 || error.code === 'commander.help' ? error : usageError(error, path)
  })
  for (const one of command.commands) throwUsageErrors(one, `${path} ${one.name()}`)
}

function usageError({ message }: CommanderError, path: string): CliError {
  const [what = '', suggestion] = message
    .replace(/^error: /, '')
    .replaceAll(/'([^']*)'/g, '"$1"')
    .split('\n')
  const meant = suggestion?.replaceAll(/^\(|\)$/g, '').replace(/^Did/, 'did')
  return new CliError('ERR_CLI_USAGE', what, meant ?? `see ${path} --help`)
}
