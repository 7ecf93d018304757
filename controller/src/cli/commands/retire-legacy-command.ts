import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, tone, warn, type Terminal } from '../terminal.ts'

interface RetireLegacyOptions extends RemoteOptions {
  readonly reason?: string
  readonly force?: boolean
}

/** `strangler retire-legacy`: the last step of a move. */
export function addRetireLegacyCommand(program: Command, terminal: Terminal): void {
  remoteOptions(
    program
      .command('retire-legacy')
      .description('take legacy out of every plane, for good, once every route is retired and it is drained'),
  )
    .option('-r, --reason <text>', 'why, for the audit')
    .option('--force', 'even if it is not drained; needs a reason')
    .addHelpText('after', '\nExample:\n  strangler retire-legacy --reason "nobody called for a week"')
    .action(async (options: RetireLegacyOptions) => {
      const { force = false, reason } = options
      if (force && reason === undefined)
        throw new CliError('ERR_CLI_USAGE', '--force needs a reason', 'say why with --reason')
      const answer = await askController(options, terminal, (client) => client.retireLegacy(force, reason))
      warn(terminal, answer.warnings)
      const { version, secondsToEffect } = answer
      const text = `legacy is ${tone('good', 'out of every plane')}, version ${version}, in effect after ${secondsToEffect} s`
      show(terminal, options, { json: answer, text })
    })
}
