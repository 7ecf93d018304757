import type { Command } from 'commander'
import type { RemoteOptions } from '../find-controller.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { exampleText } from '../compare/example-text.ts'
import { exportExamples } from '../compare/export-examples.ts'
import { judgeRate, parseShare } from '../compare/judge-rate.ts'
import { parseCount } from '../count-argument.ts'
import { routeText, summariesText } from '../compare/summary-text.ts'
import { addWatch } from './compare-watch-command.ts'
import { addRuleCommands } from './compare-rule-commands.ts'
import { sinceOption, type SinceOptions } from '../since-option.ts'
import { show, type Terminal } from '../terminal.ts'

interface AssertOptions extends SinceOptions {
  readonly maxMismatch: string
  readonly min: number
  readonly bound?: boolean
}

/** `strangler compare`: what comparing the answers of both sides showed. */
export function addCompareCommands(program: Command, terminal: Terminal): void {
  const compare = program
    .command('compare')
    .description('show where the answers of candidate and legacy differ, and whether that is noise')
  addList(compare, terminal)
  addShow(compare, terminal)
  addAssert(compare, terminal)
  addRuleCommands(compare, terminal)
  addExport(compare, terminal)
  addWatch(compare, terminal)
}

function addList(compare: Command, terminal: Terminal): void {
  sinceOption(
    compare
      .command('list', { isDefault: true })
      .description('show how many answers mismatch, or what differs on one route')
      .argument('[route]', 'id of a route; default: all'),
  )
    .addHelpText('after', '\nExamples:\n  strangler compare list\n  strangler compare search --since 1h')
    .action(async (route: string | undefined, options: SinceOptions) => {
      const { since } = options
      if (route === undefined) {
        const answer = await askController(options, terminal, (client) => client.comparisons(since))
        show(terminal, options, { json: answer, text: summariesText(answer) })
      } else {
        const answer = await askController(options, terminal, (client) =>
          client.comparisonsOf(route, { since }),
        )
        show(terminal, options, { json: answer, text: routeText(answer) })
      }
    })
}

function addShow(compare: Command, terminal: Terminal): void {
  remoteOptions(
    compare
      .command('show')
      .description('show one pair of answers side by side, where they differ')
      .argument('<id>', 'id of an example, as strangler compare <route> tells it'),
  )
    .addHelpText('after', '\nExample:\n  strangler compare show 3f0c1a52-4a0e-4a53-9d6f-1f6f0b1f7a11')
    .action(async (id: string, options: RemoteOptions) => {
      const answer = await askController(options, terminal, (client) => client.example(id))
      show(terminal, options, { json: answer, text: exampleText(answer, terminal.columns ?? 100) })
    })
}

function addAssert(compare: Command, terminal: Terminal): void {
  sinceOption(
    compare
      .command('assert')
      .description('fail if too many answers of a route mismatch, or too few were compared; for scripts')
      .argument('<route>', 'id of the route'),
  )
    .option('--max-mismatch <percent>', 'most answers that may mismatch', '0.5%')
    .option('--min <number>', 'fewest comparisons to say so', parseCount, 200)
    .option('--bound', 'hold the highest rate that may be (with 95 % confidence) to it, not the rate seen')
    .addHelpText(
      'after',
      '\nExits with 0 if it holds, 3 if too many mismatch, 4 if too few were compared.\nExample:\n  strangler compare assert search --max-mismatch 0.1% --min 500',
    )
    .action(async (route: string, options: AssertOptions) => {
      const most = parseShare(options.maxMismatch)
      const { answer, standing } = await askController(options, terminal, async (client) => ({
        answer: await client.comparisonsOf(route, { since: options.since, limit: 1 }),
        standing: (await client.table()).routes.find(({ id }) => id === route),
      }))
      const { min, bound = false } = options
      const { json, text } = judgeRate(answer, standing, { most, min, bound })
      show(terminal, options, { json, text })
    })
}

interface ExportOptions extends RemoteOptions {
  readonly format: string
}

function addExport(compare: Command, terminal: Terminal): void {
  remoteOptions(
    compare
      .command('export')
      .description('print every example of a route that is kept: a page, an HTTP archive, or JSON a line')
      .argument('<route>', 'id of the route'),
  )
    .option('--format <format>', 'html, har or jsonl', 'html')
    .addHelpText('after', '\nExample:\n  strangler compare export search --format html > search.html')
    .action(async (route: string, options: ExportOptions) => {
      const text = await askController(options, terminal, (client) =>
        exportExamples(client, route, options.format),
      )
      show(terminal, options, { json: { route, format: options.format, text }, text })
    })
}
