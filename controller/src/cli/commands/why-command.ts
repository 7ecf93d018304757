import type { Command } from 'commander'
import type { WhyAnswer } from '../../http/status-schemas.ts'
import { columns } from '../columns.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, tone, type Terminal } from '../terminal.ts'

/** `strangler why ROUTE`: what a route waits for, in plain words and with the numbers. */
export function addWhyCommand(program: Command, terminal: Terminal): void {
  remoteOptions(
    program
      .command('why')
      .description('tell what a route waits for, what each gate says, and what that rests on')
      .argument('<route>', 'id of the route'),
  )
    .addHelpText('after', '\nExample:\n  strangler why search')
    .action(async (route: string, options: RemoteOptions) => {
      const why = await askController(options, terminal, (client) => client.why(route))
      show(terminal, options, { json: why, text: whyText(why) })
    })
}

const TONES = { pass: 'good', inconclusive: 'notable', fail: 'bad' } as const

function whyText({ route, stage, weight, next, sentence, waits, findings, evidence }: WhyAnswer): string {
  const target = next === null ? null : next.stage === 'shadow' ? 'the shadow' : `${next.weight}%`
  return [
    `${route} stands at ${weight}% (${stage})${target === null ? '' : `, next is ${target}`}: ${sentence}`,
    ...waits.slice(1).map((wait) => `also: ${wait.sentence}`),
    ...(findings.length === 0
      ? []
      : [
          '',
          ...findings.map(
            (finding) => `${tone(TONES[finding.verdict], finding.verdict.padEnd(12))}  ${finding.sentence}`,
          ),
        ]),
    ...(evidence === null ? [] : ['', sidesText(evidence)]),
  ].join('\n')
}

function sidesText({ legacy, candidate }: NonNullable<WhyAnswer['evidence']>): string {
  const ms = (value: number | null): string => (value === null ? '-' : `${value} ms`)
  const rows = Object.entries({ legacy, candidate }).map(([name, side]) => [
    ...[name, `${side.requests}`, side.perSecond.toFixed(1), `${side.errors}`],
    ...[side.p50Ms, side.p95Ms, side.p99Ms].map(ms),
  ])
  return columns(['since then', 'requests', 'req/s', 'errors', 'p50', 'p95', 'p99'], rows)
}
