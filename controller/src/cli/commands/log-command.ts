import type { Command } from 'commander'
import type { ControllerClient } from '../../client.ts'
import type { StepsAnswer } from '../../http/schemas.ts'
import { columns } from '../columns.ts'
import { CliError } from '../cli-error.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { chainOf, chainOfFile, verifyChain, type ChainReport } from '../log/verify-chain.ts'
import { refusedCallsText } from './refused-calls.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, tone, type Terminal } from '../terminal.ts'

interface LogOptions extends RemoteOptions {
  readonly limit: string
  readonly export?: boolean
  readonly verify?: boolean | string
  readonly refused?: boolean
}

/** `strangler log`: the audit, to read, to keep elsewhere, and to prove. */
export function addLogCommand(program: Command, terminal: Terminal): void {
  remoteOptions(
    program
      .command('log')
      .description('show who moved what, when and why, latest first')
      .argument('[route]', 'id of a route; default: all'),
  )
    .option('-n, --limit <number>', 'how many at most, 1 to 1000', '20')
    .option('-e, --export', 'all of it, oldest first, one line of JSON each')
    .option('-v, --verify [file]', 'prove that no line was changed, of the controller or of an exported file')
    .option('--refused', 'instead: whom the controller refused what operators do, by minute')
    .addHelpText(
      'after',
      '\nExamples:\n  strangler log\n  strangler log search --limit 5 --json\n  strangler log --export > audit.jsonl\n  strangler log --verify audit.jsonl',
    )
    .action(async (route: string | undefined, options: LogOptions) => {
      if (options.verify !== undefined) return verify(options.verify, options, terminal)
      if (options.export === true)
        return askController(options, terminal, (client) => exportAll(client, terminal))
      const limit = parseLimit(options.limit)
      if (options.refused === true) return showRefused(route, limit, options, terminal)
      const answer = await askController(options, terminal, (client) => client.steps({ route, limit }))
      show(terminal, options, { json: answer, text: logText(answer) })
    })
}

function logText({ steps }: StepsAnswer): string {
  if (steps.length === 0) return 'no steps yet'
  const rows = steps.map(({ at, route, action, from, to, toStage, version, who, why }) => [
    at,
    route,
    action,
    `${from}% -> ${toStage === 'shadow' ? 'shadow' : `${to}%`}`,
    `${version}`,
    who,
    why ?? '',
  ])
  return columns(['when', 'route', 'action', 'weight', 'version', 'who', 'why'], rows)
}

async function showRefused(
  route: string | undefined,
  limit: number,
  options: LogOptions,
  terminal: Terminal,
): Promise<void> {
  if (route !== undefined)
    throw new CliError('ERR_CLI_USAGE', 'refused calls are of no route', 'leave the route out')
  const answer = await askController(options, terminal, (client) => client.refusedCalls(limit))
  show(terminal, options, { json: answer, text: refusedCallsText(answer) })
}

async function exportAll(client: ControllerClient, terminal: Terminal): Promise<void> {
  for await (const step of chainOf(client)) terminal.out(`${JSON.stringify(step)}\n`)
}

async function verify(file: string | boolean, options: LogOptions, terminal: Terminal): Promise<void> {
  const report =
    typeof file === 'string'
      ? await verifyChain(chainOfFile(file))
      : await askController(options, terminal, (client) => verifyChain(chainOf(client)))
  if (report.broken !== null)
    throw new CliError(
      'ERR_LOG_BROKEN',
      `line ${report.broken.line} (${report.broken.what}) does not follow from those before it`,
      'somebody changed, removed or inserted a line there; compare with an export from before',
      { ...report },
    )
  if (report.lines > 0 && report.unchained === report.lines)
    throw new CliError(
      'ERR_LOG_BROKEN',
      `none of the ${report.lines} lines bears a hash, so nothing is proven`,
      'compare with an export that has them; only lines of before there was a chain have none',
      { ...report },
    )
  show(terminal, options, { json: report, text: verifiedText(report) })
}

function verifiedText({ lines, unchained, head }: ChainReport): string {
  const before = unchained > 0 ? `, ${unchained} of them from before there was a chain` : ''
  return `${tone('good', 'unbroken')}: ${lines} lines${before}; the last one is ${head}`
}

function parseLimit(text: string): number {
  const limit = Number(text)
  if (/^\d{1,4}$/.test(text) && limit >= 1 && limit <= 1000) return limit
  throw new CliError('ERR_CLI_USAGE', `"${text}" is no limit`, 'give a whole number, 1 to 1000')
}
