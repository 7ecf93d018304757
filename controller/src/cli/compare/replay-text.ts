import type { Replayed } from '../../replay/replay.ts'
import type { ReplayedDifference, ReplayedRoute } from '../../replay/tally.ts'
import { tone } from '../terminal.ts'
import { printable } from './printable.ts'
import { percent } from './summary-text.ts'

/** What replaying showed, route by route; `wanted` is the only one that was sent. */
export function replayText(
  { sent, unreadable, unsafe, elsewhere, routes }: Replayed,
  wanted: string | undefined,
): string {
  const others = wanted === undefined ? 'of no route with two sides' : 'of other routes'
  return [
    `${sent} sent; not sent: ${unsafe} that may change something, ${elsewhere} ${others}, ${unreadable} unreadable`,
    ...routes.map(routeText),
  ].join('\n\n')
}

function routeText(replayed: ReplayedRoute): string {
  const { route, pairs, equal, mismatches, rate, bound, legacyPairs, latency, unanswered, reason } = replayed
  return [
    tone('head', route),
    `${pairs} compared, ${equal} equal, ${mismatches} mismatch: ${percent(rate ?? 0)}, at most ${percent(bound)} with 95 % confidence`,
    `${legacyPairs} of legacy with itself, to tell noise by`,
    `latency: ${latency.sentence}`,
    ...(reason === null
      ? []
      : [
          `not answered: ${unanswered.legacy} by legacy, ${unanswered.candidate} by the candidate (${printable(reason)})`,
        ]),
    ...replayed.differences.flatMap(differenceLines),
  ].join('\n')
}

const TONES = { real: 'bad', undecided: 'notable', noise: 'dim' } as const

function differenceLines({
  verdict,
  kind,
  place,
  note,
  sentence,
  values,
  request,
}: ReplayedDifference): string[] {
  return [
    '',
    `${tone(TONES[verdict], verdict)}  ${kind} at ${printable(place)}${note === null ? '' : ` (${printable(note)})`}`,
    `  ${sentence}`,
    `  legacy ${valueText(values.legacy)}, the candidate ${valueText(values.candidate)}`,
    `  first seen in ${printable(request)}`,
  ]
}

function valueText(value: string | null): string {
  if (value === null) return 'has nothing'
  const text = printable(value)
  return `has "${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`
}
