import type { Command } from 'commander'
import { columns } from '../columns.ts'
import { CliError } from '../cli-error.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, type Terminal } from '../terminal.ts'

interface StepsOptions extends RemoteOptions {
  readonly limit: string
}

/** `strangler steps` and `strangler traffic`: what was done, and what it did. */
export function addHistoryCommands(program: Command, terminal: Terminal): void {
  addSteps(program, terminal)
  addTraffic(program, terminal)
}

function addSteps(program: Command, terminal: Terminal): void {
  remoteOptions(
    program
      .command('steps')
      .description('show who moved what, when and why, latest first')
      .argument('[route]', 'id of a route; default: all'),
  )
    .option('-n, --limit <number>', 'how many at most, 1 to 1000', '20')
    .addHelpText('after', '\nExamples:\n  strangler steps\n  strangler steps search --limit 5 --json')
    .action(async (route: string | undefined, options: StepsOptions) => {
      const limit = parseLimit(options.limit)
      const answer = await askController(options, terminal, (client) => client.steps({ route, limit }))
      const rows = answer.steps.map((step) => [
        step.at,
        step.route,
        step.action,
        `${step.from}% -> ${step.to}%`,
        `${step.version}`,
        step.who,
        step.why ?? '',
      ])
      const headings = ['when', 'route', 'action', 'weight', 'version', 'who', 'why']
      show(terminal, options, {
        json: answer,
        text: rows.length === 0 ? 'no steps yet' : columns(headings, rows),
      })
    })
}

function addTraffic(program: Command, terminal: Terminal): void {
  remoteOptions(
    program
      .command('traffic')
      .description('show what each plane counted, by route and side, since it was started'),
  )
    .addHelpText('after', '\nExample:\n  strangler traffic')
    .action(async (options: RemoteOptions) => {
      const answer = await askController(options, terminal, (client) => client.traffic())
      const rows = answer.routes.flatMap(({ id, planes }) =>
        Object.entries(planes).map(([plane, { legacy, candidate }]) => [
          id,
          plane,
          ...[legacy, candidate].flatMap((side) => [
            `${side.requests}`,
            `${side.errors5xx}`,
            `${side.inFlight}`,
          ]),
        ]),
      )
      const headings = [
        'route',
        'plane',
        ...['legacy', 'candidate'].flatMap((side) => [side, '5xx', 'in flight']),
      ]
      show(terminal, options, { json: answer, text: columns(headings, rows) })
    })
}

function parseLimit(text: string): number {
  const limit = Number(text)
  if (/^\d{1,4}$/.test(text) && limit >= 1 && limit <= 1000) return limit
  throw new CliError('ERR_CLI_USAGE', `"${text}" is no limit`, 'give a whole number, 1 to 1000')
}
