import { resolve } from 'node:path'
import { chooseOneOf, type RouteTable } from '@strangler/migration-plan'
import type { Command } from 'commander'
import { fileFault } from '../../file-fault.ts'
import { readRecording, type Recorded } from '../../replay/read-recording.ts'
import { replay, type Replayed } from '../../replay/replay.ts'
import { CliError } from '../cli-error.ts'
import { judgeReplay } from '../compare/judge-replay.ts'
import { parseShare } from '../compare/judge-rate.ts'
import { printable } from '../compare/printable.ts'
import { replayText } from '../compare/replay-text.ts'
import { parseCount } from '../count-argument.ts'
import { untilInterrupted } from '../interrupt.ts'
import { readTable } from '../read-plan.ts'
import { show, type Terminal } from '../terminal.ts'

interface ReplayCommandOptions {
  readonly plan: string
  readonly rate: number
  readonly limit?: number
  readonly route?: string
  readonly header: readonly (readonly [string, string])[]
  readonly maxMismatch: string
  readonly min: number
  readonly json?: boolean
}

const PROGRESS_MS = 1000
const MOST_TOLD = 5

/** `strangler replay`: recorded traffic, sent to both sides. */
export function addReplayCommand(program: Command, terminal: Terminal): void {
  program
    .command('replay')
    .description('send recorded requests to both sides of their routes, and compare the answers')
    .argument('<file>', 'an HTTP archive, JSON lines, or a log of HAProxy or of combined format')
    .requiredOption('--plan <file>', 'the plan file that names routes, upstreams and rules')
    .option('--rate <number>', 'requests a second', parseRate, 10)
    .option('--limit <number>', 'most requests that are sent', parseCount)
    .option('--route <id>', 'send only what this route claims')
    .option('--header <header>', "set on every request, as 'Name: value'; may be repeated", addHeader, [])
    .option('--max-mismatch <percent>', 'most answers of a route that may mismatch', '0.5%')
    .option('--min <number>', 'fewest comparisons to say so', parseCount, 1)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nOnly GET and HEAD are sent. Exits with 0 if it holds, 3 if too many mismatch, 4 if too few were compared.\nExample:\n  strangler replay access.log --plan plan.yaml --rate 20 --route search',
    )
    .action(async (file: string, options: ReplayCommandOptions) => {
      const most = parseShare(options.maxMismatch)
      const table = await readTable(options.plan, {}, terminal)
      refuseUnknown(table, options.route)
      const replayed = await untilInterrupted((signal) => run(file, table, options, terminal, signal))
      const failed = judgeReplay(replayed, most, options.min)
      // With --json the error carries all of it.
      if (failed === null || options.json !== true)
        show(terminal, options, { json: replayed, text: replayText(replayed, options.route) })
      if (failed) throw failed
    })
}

async function run(
  file: string,
  table: RouteTable,
  options: ReplayCommandOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Replayed> {
  const { rate, limit = Infinity, route = null, header } = options
  let told = 0
  let next = performance.now() + PROGRESS_MS
  return replay({
    ...{ table, rate, limit, route, headers: header, signal },
    recorded: readable(file, terminal),
    onUnreadable({ number, text }) {
      if (told++ < MOST_TOLD)
        terminal.err(`strangler: warning: ${file}, ${number}: no request: ${printable(text)}\n`)
    },
    onProgress({ sent, unreadable, unsafe, elsewhere }) {
      if (performance.now() < next) return
      next = performance.now() + PROGRESS_MS
      terminal.err(`${sent} sent, ${unsafe + elsewhere} left out, ${unreadable} unreadable\n`)
    },
  })
}

async function* readable(file: string, { cwd }: Terminal): AsyncGenerator<Recorded> {
  try {
    yield* readRecording(resolve(cwd, file))
  } catch (error) {
    throw new CliError('ERR_CLI_USAGE', `${file}: ${fileFault(error)}`, 'name a recording')
  }
}

function refuseUnknown({ routes }: RouteTable, route: string | undefined): void {
  const ids = routes.map(({ id }) => id)
  if (route === undefined || ids.includes(route)) return
  throw new CliError('ERR_CLI_USAGE', `the plan file has no route "${route}"`, chooseOneOf(route, ids))
}

function parseRate(text: string): number {
  const rate = /^\d{1,5}(?:\.\d{1,3})?$/.test(text) ? Number(text) : 0
  if (rate > 0 && rate <= 10_000) return rate
  throw new CliError('ERR_CLI_USAGE', `"${text}" is no rate`, 'give requests a second, up to 10000')
}

function addHeader(
  text: string,
  before: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\t\x20-\x7e]*?)[ \t]*$/.exec(text) ?? []
  if (name !== undefined && value !== undefined) return [...before, [name, value]]
  throw new CliError('ERR_CLI_USAGE', `"${printable(text)}" is no header`, "give one as 'Name: value'")
}
