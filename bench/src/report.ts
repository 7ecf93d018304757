import type { Goal } from './goals.ts'
import type { MemoryPoint } from './memory.ts'
import { ratio, type Row, type Table } from './results.ts'
import type { Sample } from './sample.ts'
import { median } from './statistics.ts'
import type { SuiteOutput } from './suites.ts'

/** All that one run found out. */
export interface Findings {
  readonly command: string
  readonly date: string
  readonly machine: readonly string[]
  readonly seconds: number
  readonly tables: readonly Table[]
  readonly memory: readonly MemoryPoint[]
  readonly suites: readonly SuiteOutput[]
  readonly goals: readonly Goal[]
}

/** More than this many busy cores elsewhere, and figures are not to be trusted. */
const DISTURBED = 0.1

const BASELINES = ['haproxy', 'hpm-express']

const COLUMNS: readonly { readonly title: string; readonly cell: (samples: readonly Sample[]) => string }[] =
  [
    { title: 'req/s', cell: (samples) => number(median(rates(samples)), 0) },
    {
      title: 'min–max',
      cell: (samples) =>
        `${number(Math.min(...rates(samples)), 0)}–${number(Math.max(...rates(samples)), 0)}`,
    },
    { title: 'p50 ms', cell: (samples) => number(median(samples.map(({ p50Ms }) => p50Ms)), 2) },
    { title: 'p99 ms', cell: (samples) => number(median(samples.map(({ p99Ms }) => p99Ms)), 2) },
    {
      title: 'CPU µs/req',
      cell: (samples) => number(median(samples.map(({ cpuMicroseconds }) => cpuMicroseconds)), 1),
    },
    { title: 'MB', cell: (samples) => number(median(samples.map(({ residentMb }) => residentMb)), 0) },
  ]

/** The findings as Markdown. */
export function reportText(findings: Findings): string {
  const { command, date, machine, tables, memory, suites, goals } = findings
  const parts = [
    '# Results',
    `Measured on ${date} by \`${command}\`; how is in [README.md](README.md).`,
    machine.map((line) => `- ${line}`).join('\n'),
    disturbanceText(tables),
    '## Goals',
    table(['goal', 'measured', ''], goals.map(goalCells)),
    ...costParts(tables),
    ...contestantParts(tables),
    ...tables.flatMap((one) => modeParts(one, findings.seconds)),
    ...memoryParts(memory),
    ...suites.flatMap(suiteParts),
  ]
  return `${parts.join('\n\n')}\n`
}

/** A goal in one line. */
export function goalCells({ wanted, measured, reached }: Goal): readonly string[] {
  return [wanted, measured, reached === null ? '–' : reached ? 'reached' : 'NOT REACHED']
}

function disturbanceText(tables: readonly Table[]): string {
  const samples = tables.flatMap(({ rows }) => rows.flatMap((row) => taken(row)))
  if (samples.length === 0) return 'No proxy was measured.'
  const busy = samples.map(({ disturbance }) => disturbance)
  const typical = median(busy)
  const verdict = typical > DISTURBED ? ' THE MACHINE WAS NOT IDLE: take the figures as rough.' : ''
  return `Cores that were busy with something else: ${typical.toFixed(2)} (median), ${Math.max(...busy).toFixed(2)} (at most).${verdict}`
}

/** What the edge costs, part by part: a contestant that pays for something beside one that does not. */
const COSTS = [
  { what: '1,000 backends, which HAProxy alone pays for too', name: 'haproxy-1000', other: 'haproxy' },
  { what: 'asking again, which HAProxy alone pays for too', name: 'haproxy-retry', other: 'haproxy' },
  { what: 'all else of the edge, few routes', name: 'edge-10', other: 'haproxy-retry' },
  {
    what: 'the edge with 1,000 routes, beside 1,000 bare backends',
    name: 'edge-1000',
    other: 'haproxy-1000',
  },
  { what: 'cohorts instead of turns', name: 'edge-1000-cohorts', other: 'edge-1000' },
]

function costParts(tables: readonly Table[]): readonly string[] {
  const found = tables.find(({ mode }) => mode.name === 'main')
  if (!found) return []
  const rows = COSTS.map(({ what, name, other }) => [what, name, other, number(ratio(found, name, other), 2)])
  return ['## What the edge costs', table(['', 'contestant', 'beside', '×'], rows)]
}

function contestantParts(tables: readonly Table[]): readonly string[] {
  const abouts = tables.flatMap(({ rows }) =>
    rows.map(({ contestant: { name, about } }) => `- \`${name}\`: ${about}`),
  )
  return abouts.length === 0 ? [] : ['## Contestants', [...new Set(abouts)].join('\n')]
}

function modeParts(one: Table, seconds: number): readonly string[] {
  const rounds = Math.max(0, ...one.rows.map(({ samples }) => samples.length))
  const faults = one.rows.flatMap(({ contestant, fault }) =>
    fault === null ? [] : [`**${contestant.name}**: ${fault}`],
  )
  return [
    `## ${one.mode.name}: ${one.mode.about}`,
    `Rounds of ${seconds} s: ${rounds}. Medians; × is the median of the ratios within each round.`,
    table(
      ['contestant', ...COLUMNS.map(({ title }) => title), ...BASELINES.map((name) => `× ${name}`), 'failed'],
      one.rows.map((row) => rowCells(one, row)),
    ),
    ...faults,
  ]
}

function rowCells(one: Table, row: Row): readonly string[] {
  const { name } = row.contestant
  const samples = taken(row)
  const failed = samples.reduce((sum, sample) => sum + sample.failed, 0)
  return [
    name,
    ...COLUMNS.map(({ cell }) => (samples.length === 0 ? '–' : cell(samples))),
    ...BASELINES.map((other) => number(ratio(one, name, other), 2)),
    samples.length === 0 ? '–' : String(failed),
  ]
}

function memoryParts(points: readonly MemoryPoint[]): readonly string[] {
  if (points.length === 0) return []
  return [
    '## memory: our proxy, 32 connections',
    table(
      ['requests', 'MB resident'],
      points.map(({ requests, residentMb }) => [String(requests), residentMb.toFixed(0)]),
    ),
  ]
}

function suiteParts({ name, lines, exitCode }: SuiteOutput): readonly string[] {
  return [
    `## ${name}`,
    ...(exitCode === 0 ? [] : [`**FAILED** with exit code ${String(exitCode)}.`]),
    ['```', ...lines, '```'].join('\n'),
  ]
}

function taken({ samples }: Row): readonly Sample[] {
  return samples.filter((sample) => sample !== null)
}

function rates(samples: readonly Sample[]): readonly number[] {
  return samples.map(({ requestsPerSecond }) => requestsPerSecond)
}

function number(value: number, digits: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(digits)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
