import type { Command } from 'commander'
import type { SetWeightAnswer } from '../../http/schemas.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, tone, warn, type Terminal } from '../terminal.ts'
import { parseVersion } from '../version-argument.ts'

interface StepOptions extends RemoteOptions {
  readonly reason?: string
  readonly ifVersion?: string
  readonly force?: boolean
}

/** `strangler advance` and `strangler retire`: the steps of a route along its way. */
export function addStepCommands(program: Command, terminal: Terminal): void {
  addAdvance(program, terminal)
  addRetire(program, terminal)
}

function addAdvance(program: Command, terminal: Terminal): void {
  stepOptions(
    program
      .command('advance')
      .description('move a route one step along its way, if order, holds and gates let it')
      .argument('<route>', 'id of the route'),
  )
    .option('-f, --force', 'also where gates do not pass')
    .addHelpText(
      'after',
      '\nExamples:\n  strangler advance search\n  strangler advance search --force --reason "no traffic at night"',
    )
    .action(async (route: string, options: StepOptions) => {
      const { reason, force, ifVersion } = options
      const expectedVersion = parseVersion(ifVersion)
      const answer = await askController(options, terminal, (client) =>
        client.advance(route, { reason, force, expectedVersion }),
      )
      tell(answer, options, terminal)
    })
}

function addRetire(program: Command, terminal: Terminal): void {
  stepOptions(
    program
      .command('retire')
      .description('end the move of a live route: legacy answers it no more, with no way back')
      .argument('<route>', 'id of the route'),
  )
    .addHelpText('after', '\nExample:\n  strangler retire search --reason "live for a month"')
    .action(async (route: string, options: StepOptions) => {
      const { reason, ifVersion } = options
      const expectedVersion = parseVersion(ifVersion)
      const answer = await askController(options, terminal, (client) =>
        client.retire(route, { reason, expectedVersion }),
      )
      tell(answer, options, terminal)
    })
}

function stepOptions(command: Command): Command {
  return remoteOptions(command)
    .option('-r, --reason <text>', 'why, for the audit')
    .option('--if-version <number>', 'refuse where another version stands')
}

function tell(answer: SetWeightAnswer, options: StepOptions, terminal: Terminal): void {
  warn(terminal, answer.warnings)
  const { route, from, to, version, secondsToEffect } = answer
  const text = `${route} ${from}% -> ${tone('good', `${to}%`)}, version ${version}, in effect after ${secondsToEffect} s`
  show(terminal, options, { json: answer, text })
}
