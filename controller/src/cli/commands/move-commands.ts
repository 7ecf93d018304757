import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import { columns } from '../columns.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, tone, warn, type Terminal } from '../terminal.ts'
import { parseVersion } from '../version-argument.ts'
import { parseWeight } from '../weight-argument.ts'

interface MoveOptions extends RemoteOptions {
  readonly reason?: string
  readonly ifVersion?: string
}

/** `strangler set`, `strangler shadow` and `strangler rollback`: what moves traffic. */
export function addMoveCommands(program: Command, terminal: Terminal): void {
  addSet(program, terminal)
  addShadow(program, terminal)
  addRollback(program, terminal)
}

function addSet(program: Command, terminal: Terminal): void {
  remoteOptions(
    program
      .command('set')
      .description("set the percentage of a route's requests that its candidate answers")
      .argument('<route>', 'id of the route')
      .argument('<weight>', 'whole percent, 0 to 100'),
  )
    .option('-r, --reason <text>', 'why, for the audit')
    .option('--if-version <number>', 'refuse where another version stands')
    .addHelpText(
      'after',
      '\nExamples:\n  strangler set search 5\n  strangler set search 50% --reason "errors look good"',
    )
    .action(async (route: string, weight: string, options: MoveOptions) => {
      const percent = parseWeight(weight)
      const answer = await askController(options, terminal, (client) =>
        client.set(route, percent, options.reason, parseVersion(options.ifVersion)),
      )
      warn(terminal, answer.warnings)
      const { from, to, version, secondsToEffect } = answer
      const text = `${route} ${from}% -> ${tone('good', `${to}%`)}, version ${version}, in effect after ${secondsToEffect} s`
      show(terminal, options, { json: answer, text })
    })
}

function addShadow(program: Command, terminal: Terminal): void {
  remoteOptions(
    program
      .command('shadow')
      .description('let legacy answer a route, and ask the candidate too, to compare their answers')
      .argument('<route>', 'id of the route'),
  )
    .option('-r, --reason <text>', 'why, for the audit')
    .option('--if-version <number>', 'refuse where another version stands')
    .addHelpText(
      'after',
      '\nHow many requests: compare.sample in the plan.\nExample:\n  strangler shadow search',
    )
    .action(async (route: string, options: MoveOptions) => {
      const answer = await askController(options, terminal, (client) =>
        client.shadow(route, options.reason, parseVersion(options.ifVersion)),
      )
      warn(terminal, answer.warnings)
      const { from, version, secondsToEffect } = answer
      const stage = tone('notable', 'shadow')
      const text = `${route} ${from}% -> ${stage}, version ${version}, in effect after ${secondsToEffect} s`
      show(terminal, options, { json: answer, text })
    })
}

function addRollback(program: Command, terminal: Terminal): void {
  remoteOptions(
    program
      .command('rollback')
      .description('go back to legacy, with one route or with all; works without the database')
      .argument('[route]', 'id of the route; default: every route that a candidate answers'),
  )
    .option('-a, --all', 'every route that a candidate answers, as without a route')
    .option('-r, --reason <text>', 'why, for the audit')
    .addHelpText(
      'after',
      '\nExamples:\n  strangler rollback search --reason "slow"\n  strangler rollback --all',
    )
    .action(async (route: string | undefined, options: MoveOptions & { readonly all?: boolean }) => {
      if (options.all === true && route !== undefined)
        throw new CliError('ERR_CLI_USAGE', `"${route}" and --all are both given`, 'leave one of them out')
      const answer = await askController(options, terminal, (client) =>
        client.rollback(route, options.reason),
      )
      warn(terminal, answer.warnings)
      if (!answer.recorded)
        warn(terminal, ['not recorded yet: the database is away; it will be when it is back'])
      const rows = answer.routes.map((move) => [move.route, `${move.from}%`, tone('good', `${move.to}%`)])
      const text =
        rows.length === 0
          ? 'nothing to roll back: legacy answers everything that can move'
          : `${columns(['route', 'from', 'to'], rows)}\nversion ${answer.version}, in effect after ${answer.secondsToEffect} s`
      show(terminal, options, { json: answer, text })
    })
}
