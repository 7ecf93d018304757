import type { Command } from 'commander'
import { createClient } from '../../client.ts'
import { printable } from '../compare/printable.ts'
import { percent } from '../compare/summary-text.ts'
import { watchComparisons, type WatchEvent } from '../compare/watch-comparisons.ts'
import { findController } from '../find-controller.ts'
import { untilInterrupted } from '../interrupt.ts'
import { sinceOption, type SinceOptions } from '../since-option.ts'
import { tone, type Terminal } from '../terminal.ts'

/** `strangler compare watch`: what comparing finds, as it finds it. */
export function addWatch(compare: Command, terminal: Terminal): void {
  sinceOption(
    compare
      .command('watch')
      .description('follow what comparing finds: new differences, verdicts that change, counts; until Ctrl-C')
      .argument('[route]', 'id of a route; default: all'),
  )
    .addHelpText(
      'after',
      '\nWith --json one line each.\nExamples:\n  strangler compare watch\n  strangler compare watch search --json',
    )
    .action(async (route: string | undefined, options: SinceOptions) => {
      const client = createClient(findController(options, terminal))
      await untilInterrupted((signal) =>
        watchComparisons({
          ...{ client, route, since: options.since, signal },
          onEvent(event) {
            const at = new Date().toISOString()
            const line =
              options.json === true ? JSON.stringify({ at, ...event }) : `${at} ${eventText(event)}`
            terminal.out(`${line}\n`)
          },
        }),
      )
    })
}

const TONES = { real: 'bad', undecided: 'notable', noise: 'dim' } as const

function eventText(event: WatchEvent): string {
  switch (event.event) {
    case 'counts': {
      const { route, pairs, mismatches, more } = event
      const rate = pairs === 0 ? '-' : percent(mismatches / pairs)
      return `${route}: ${pairs} compared (${signed(more.pairs)}), ${mismatches} mismatch (${signed(more.mismatches)}): ${rate}`
    }
    case 'new':
      return `${event.route}: new, ${tone(TONES[event.verdict], event.verdict)}: ${placeText(event)}; ${event.sentence}`
    case 'verdict':
      return `${event.route}: ${event.before} -> ${tone(TONES[event.verdict], event.verdict)}: ${placeText(event)}; ${event.sentence}`
    case 'gone':
      return tone('bad', `no answer: ${event.why}`)
    case 'back':
      return tone('good', 'the controller answers again')
  }
}

function placeText({ kind, place }: { readonly kind: string; readonly place: string }): string {
  return `${kind} at ${printable(place)}`
}

function signed(count: number): string {
  return count < 0 ? `${count}` : `+${count}`
}
