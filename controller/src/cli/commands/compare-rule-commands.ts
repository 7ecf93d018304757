import type { Command } from 'commander'
import type { RulesAnswer, SuggestionsAnswer } from '../../http/comparison-schemas.ts'
import { columns } from '../columns.ts'
import { trialReport, tryPlan } from '../compare/try-plan.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { readTable } from '../read-plan.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { sinceOption, type SinceOptions } from '../since-option.ts'
import { show, tone, type Terminal } from '../terminal.ts'

/** What of `strangler compare` is about rules. */
export function addRuleCommands(compare: Command, terminal: Terminal): void {
  addRules(compare, terminal)
  addSuggest(compare, terminal)
  addReplay(compare, terminal)
}

function addRules(compare: Command, terminal: Terminal): void {
  sinceOption(
    compare
      .command('rules')
      .description('show how many differences each rule ruled out, of a route or of all')
      .argument('[route]', 'id of the route; default: all'),
  )
    .addHelpText('after', '\nExamples:\n  strangler compare rules\n  strangler compare rules search')
    .action(async (route: string | undefined, options: SinceOptions) => {
      if (route === undefined) return showAllRules(options, terminal)
      const answer = await askController(options, terminal, async (client) => ({
        ...(await client.rules(route, options.since)),
        pairs: (await client.comparisonsOf(route, { since: options.since, limit: 1 })).pairs,
      }))
      const rows = answer.rules.map(({ rule, times }) => [timesText(times, answer.pairs), rule])
      const text =
        rows.length === 0 ? 'the plan has no rules for this route' : columns(['fired', 'rule'], rows)
      show(terminal, options, { json: answer, text })
    })
}

async function showAllRules(options: SinceOptions, terminal: Terminal): Promise<void> {
  const routes = await askController(options, terminal, async (client) => {
    const ruled = (await client.table()).routes.filter(({ compare }) => compare.rules.length > 0)
    const compared = (await client.comparisons(options.since)).routes
    const answers: (RulesAnswer & { readonly route: string; readonly pairs: number })[] = []
    for (const { id } of ruled)
      answers.push({
        route: id,
        pairs: compared.find(({ route }) => route === id)?.pairs ?? 0,
        ...(await client.rules(id, options.since)),
      })
    return answers
  })
  const rows = routes.flatMap(({ route, pairs, rules }) =>
    rules.map(({ rule, times }) => [route, timesText(times, pairs), rule]),
  )
  const text = rows.length === 0 ? 'the plan has no rules' : columns(['route', 'fired', 'rule'], rows)
  show(terminal, options, { json: { routes }, text })
}

/** Where nothing was compared, a rule that did not fire is none too many. */
function timesText(times: number, pairs: number): string {
  if (times > 0) return `${times}`
  return pairs > 0 ? tone('notable', 'never') : tone('dim', 'not compared')
}

function addSuggest(compare: Command, terminal: Terminal): void {
  sinceOption(
    compare
      .command('suggest')
      .description('print rules for the plan that keep noise quiet, and why')
      .argument('<route>', 'id of the route'),
  )
    .addHelpText('after', '\nExample:\n  strangler compare suggest search')
    .action(async (route: string, options: SinceOptions) => {
      const answer = await askController(options, terminal, (client) =>
        client.suggestions(route, options.since),
      )
      show(terminal, options, { json: answer, text: suggestionsText(answer) })
    })
}

function suggestionsText({ suggestions }: SuggestionsAnswer): string {
  if (suggestions.length === 0) return '# nothing to suggest: no difference is known to be noise'
  const lines = suggestions.flatMap(({ rule, reason }) => [`    # ${reason}`, `    - ${rule}`])
  return ['compare:', '  rules:', ...lines].join('\n')
}

interface ReplayOptions extends RemoteOptions {
  readonly plan: string
}

function addReplay(compare: Command, terminal: Terminal): void {
  remoteOptions(
    compare
      .command('replay')
      .description('try the rules of a plan file on the examples that are kept')
      .argument('[route]', 'id of the route; default: all of the file'),
  )
    .requiredOption('--plan <file>', 'the plan file whose rules are tried')
    .addHelpText(
      'after',
      '\nExits with 0 if nothing but noise would still differ, 3 otherwise.\nExample:\n  strangler compare replay search --plan plan.yaml',
    )
    .action(async (route: string | undefined, options: ReplayOptions) => {
      const table = await readTable(options.plan, options, terminal)
      const trials = await askController(options, terminal, (client) => tryPlan(client, table, route))
      const report = trialReport(trials)
      // With --json the error carries all of it.
      if (report.failed === null || options.json !== true) show(terminal, options, report)
      if (report.failed) throw report.failed
    })
}
