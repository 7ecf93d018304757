import type { ComparisonsAnswer, RouteComparisonsAnswer } from '../../http/comparison-schemas.ts'
import { columns } from '../columns.ts'
import { tone } from '../terminal.ts'
import { printable } from './printable.ts'

type Summary = ComparisonsAnswer['routes'][number]
type Difference = RouteComparisonsAnswer['differences'][number]

/** A share, 0 to 1, in percent with two decimals. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`
}

/** All routes, a line each. */
export function summariesText({ since, routes }: ComparisonsAnswer): string {
  if (routes.length === 0)
    return 'nothing is compared: give routes compare.sample in the plan, and shadow them'
  const rows = routes.map((route) => [
    route.route,
    `${route.pairs}`,
    `${route.mismatches}`,
    rateText(route),
    route.pairs === 0 ? '-' : percent(route.bound),
    `${route.signatures.real}`,
    `${route.signatures.undecided}`,
    `${route.signatures.noise}`,
    p95Text(route),
    `${sum(Object.values(route.shed))}`,
  ])
  const headings = [
    ...['route', 'pairs', 'mismatches', 'rate', 'at most'],
    ...['real', 'undecided', 'noise', 'p95 ms', 'not compared'],
  ]
  return [`since ${since}`, '', columns(headings, rows)].join('\n')
}

/** One route, and what differs on it. */
export function routeText(answer: RouteComparisonsAnswer): string {
  const { route, since, pairs, equal, partial, legacyPairs, mismatches, bound, latency, shed } = answer
  return [
    `${tone('head', route)}, since ${since}`,
    `${pairs} compared, ${equal} equal, ${mismatches} mismatch: ${rateText(answer)}, at most ${percent(bound)} with 95 % confidence`,
    `${legacyPairs} of legacy with itself, to tell noise by`,
    `latency: ${latency.sentence}`,
    ...(partial > 0 ? [`${partial} compared in part only: answers are longer than what is kept`] : []),
    ...Object.entries(shed).map(([cause, count]) => tone('dim', `${count} not compared: ${cause}`)),
    ...answer.differences.flatMap(differenceLines),
    ...(answer.more ? ['', tone('dim', 'and more')] : []),
  ].join('\n')
}

const TONES = { real: 'bad', undecided: 'notable', noise: 'dim' } as const

function differenceLines(difference: Difference): readonly string[] {
  const { verdict, kind, place, note, sentence, values, firstSeen, lastSeen, examples } = difference
  return [
    '',
    `${tone(TONES[verdict], verdict)}  ${kind} at ${printable(place)}${note === null ? '' : ` (${printable(note)})`}`,
    `  ${sentence}`,
    `  legacy ${valueText(values.legacy)}, the candidate ${valueText(values.candidate)}`,
    ...(firstSeen === null ? [] : [tone('dim', `  seen from ${firstSeen} to ${lastSeen ?? firstSeen}`)]),
    ...examples.slice(0, 1).map((id) => `  strangler compare show ${id}`),
  ]
}

function valueText(value: string | null): string {
  if (value === null) return 'has nothing'
  const text = printable(value)
  return `has "${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`
}

function rateText({ rate, signatures }: Pick<Summary, 'rate' | 'signatures'>): string {
  if (rate === null) return '-'
  return tone(rate === 0 ? 'good' : signatures.real > 0 ? 'bad' : 'notable', percent(rate))
}

function p95Text({ latency: { legacy, candidate } }: Summary): string {
  if (legacy.p95 === null || candidate.p95 === null) return '-'
  return `${legacy.p95.toFixed(0)} -> ${candidate.p95.toFixed(0)}`
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
