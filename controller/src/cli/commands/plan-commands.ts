import type { Command } from 'commander'
import { diffPlans, explain, compileTable, type RouteTable } from '@strangler/migration-plan'
import { renderEdge } from '../../planes/render-edge.ts'
import { CliError } from '../cli-error.ts'
import { columns } from '../columns.ts'
import { EXIT } from '../exit-codes.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { readPlan } from '../read-plan.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, tone, type Terminal } from '../terminal.ts'

interface LocalOptions {
  readonly json?: boolean
}

interface ExplainOptions extends RemoteOptions {
  readonly method: string
  readonly file?: string
  readonly user?: string
}

/** `strangler plan …`: what a plan says, mostly without a controller. */
export function addPlanCommands(program: Command, terminal: Terminal): void {
  const plan = program.command('plan').description('check, explain, compare and render plans')
  addCheck(plan, terminal)
  addExplain(plan, terminal)
  addDiff(plan, terminal)
  addRender(plan, terminal)
}

function addCheck(plan: Command, terminal: Terminal): void {
  plan
    .command('check')
    .description('tell every problem of a plan, each with its line; exit code 65 if there is one')
    .argument('<file>', 'plan file (YAML)')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  strangler plan check migration-plan/plans/mine.yaml')
    .action((file: string, options: LocalOptions) => {
      const { name, routes } = readPlan(file, terminal)
      const text = `${tone('good', 'ok')}: plan "${name}" with ${routes.length} routes`
      show(terminal, options, { json: { ok: true, plan: name, routes: routes.length }, text })
    })
}

function addExplain(plan: Command, terminal: Terminal): void {
  remoteOptions(
    plan
      .command('explain')
      .description('tell which route a request belongs to, who answers it, and why')
      .argument('<url>', 'URL or path of the request'),
  )
    .option('-m, --method <method>', 'method of the request', 'GET')
    .option('-u, --user <value>', 'value of the cookie or header that tells users apart')
    .option('-f, --file <plan>', 'a plan as it begins, instead of where the controller stands')
    .addHelpText(
      'after',
      '\nExamples:\n  strangler plan explain /search\n  strangler plan explain http://example.org/login/ --method POST --file plan.yaml',
    )
    .action(async (url: string, options: ExplainOptions) => {
      const { host, path } = addressOf(url)
      const table = await tableOf(options.file, options, terminal)
      const request = { method: options.method.toUpperCase(), path, ...(host === null ? {} : { host }) }
      const explanation = explain(
        table,
        options.user === undefined ? request : { ...request, user: options.user },
      )
      show(terminal, options, { json: explanation, text: explanation.sentences.join('\n') })
    })
}

function addDiff(plan: Command, terminal: Terminal): void {
  plan
    .command('diff')
    .description('tell what changes when one plan takes the place of another')
    .argument('<old>', 'plan file')
    .argument('<new>', 'plan file')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  strangler plan diff old.yaml new.yaml')
    .action((older: string, newer: string, options: LocalOptions) => {
      const changes = diffPlans(readPlan(older, terminal), readPlan(newer, terminal))
      const text = changes.length === 0 ? 'no difference' : changes.map((change) => change.text).join('\n')
      show(terminal, options, { json: { changes }, text })
    })
}

function addRender(plan: Command, terminal: Terminal): void {
  remoteOptions(
    plan
      .command('render')
      .description('print what a plane is driven from: haproxy (haproxy.cfg) or table (the route table)')
      .argument('<what>', 'haproxy or table')
      .argument('[file]', 'a plan as it begins; default: where the controller stands'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  strangler plan render haproxy plan.yaml > haproxy.cfg\n  strangler plan render table --json',
    )
    .action(async (what: string, file: string | undefined, options: RemoteOptions) => {
      if (what !== 'haproxy' && what !== 'table')
        throw new CliError(
          EXIT.usage,
          'ERR_CLI_RENDER',
          `"${what}" cannot be rendered`,
          'render haproxy or table',
        )
      const table = await tableOf(file, options, terminal)
      if (what === 'haproxy') {
        const config = renderEdge(table)
        show(terminal, options, { json: { 'haproxy.cfg': config }, text: config.trimEnd() })
      } else show(terminal, options, { json: table, text: tableText(table) })
    })
}

async function tableOf(
  file: string | undefined,
  options: RemoteOptions,
  terminal: Terminal,
): Promise<RouteTable> {
  if (file !== undefined) return compileTable(readPlan(file, terminal), {}, 1)
  return askController(options, terminal, (client) => client.table())
}

function addressOf(url: string): { readonly host: string | null; readonly path: string } {
  if (url.startsWith('/')) return { host: null, path: url }
  const [, host, path = '/'] = /^https?:\/\/([^/?#]+)(\/[^#]*)?/i.exec(url) ?? []
  if (host !== undefined) return { host, path }
  throw new CliError(EXIT.usage, 'ERR_CLI_URL', `"${url}" is no URL`, 'write http://host/path or /path')
}

function tableText(table: RouteTable): string {
  const rows = table.routes.map(({ id, match, legacy, candidate, stage, weight, deny }) => [
    id,
    [match.host ?? '', match.path, ...(match.methods ? [`(${match.methods.join(', ')})`] : [])]
      .join(' ')
      .trim(),
    legacy ?? '-',
    candidate ?? '-',
    deny ? 'denied' : stage,
    deny ? '-' : `${weight}`,
  ])
  const heading = `table of plan "${table.plan}", version ${table.version}`
  return `${heading}\n${columns(['route', 'match', 'legacy', 'candidate', 'stage', 'weight'], rows)}`
}
