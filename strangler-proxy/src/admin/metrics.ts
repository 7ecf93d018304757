import { AggregatorRegistry, Registry, type Metric } from 'prom-client'
import type { SideCounts } from '../counters.ts'
import { DURATION_BOUNDS_MS, METRIC_BOUNDS_MS } from '../durations.ts'
import { addReadings, type Reading } from '../reading.ts'
import type { ComparisonCounts } from '../shadowing/comparison-counts.ts'

export interface Metrics {
  readonly contentType: string
  /** `processes`: metrics of each process, as JSON. */
  render(reading: Reading, version: number | null, processes: readonly (readonly object[])[]): Promise<string>
}

interface Sample {
  readonly value: number
  readonly labels?: Readonly<Record<string, string>>
  /** Where it is not that of the family. */
  readonly metricName?: string
}

type Labels = Readonly<{ route: string; side: string }>
type Family = (name: string, type: string, help: string, samples: () => readonly Sample[]) => void
type Read = (counts: SideCounts, labels: Labels) => readonly Sample[]

/** Prometheus metrics: made of the plain counts when they are asked for, so that counting costs next to nothing. */
export function createMetrics(comparisons: ComparisonCounts): Metrics {
  const registry = new Registry()
  let reading: Reading = addReadings([])
  let version: number | null = null
  const family: Family = (name, type, help, samples) => {
    const get = (): Promise<unknown> => Promise.resolve({ name, help, type, values: samples() })
    registry.registerMetric({ name, help, type, get } as unknown as Metric)
  }
  const bySide = (name: string, type: string, help: string, read: Read): void =>
    family(name, type, help, () => sides(reading, read))

  family('strangler_proxy_table_version', 'gauge', 'Version of the route table, 0 without one', () => [
    { value: version ?? 0 },
  ])
  family('strangler_proxy_answered_total', 'counter', 'Requests that went to no upstream, by reason', () =>
    Object.entries(reading.answered).map(([reason, value]) => ({ value, labels: { reason } })),
  )
  bySide('strangler_proxy_requests_total', 'counter', 'Answers by status class', ({ classes }, labels) =>
    classes.slice(1).map((value, at) => ({ value, labels: { ...labels, status: `${at + 2}xx` } })),
  )
  bySide('strangler_proxy_faults_total', 'counter', 'Failed requests by cause', ({ faults }, labels) =>
    Object.entries(faults).map(([fault, value]) => ({ value, labels: { ...labels, fault } })),
  )
  bySide('strangler_proxy_retries_total', 'counter', 'Further attempts', ({ retries }, labels) => [
    { value: retries, labels },
  ])
  bySide('strangler_proxy_in_flight', 'gauge', 'Requests on their way', ({ inFlight }, labels) => [
    { value: inFlight, labels },
  ])
  comparisonFamilies(comparisons, family)
  const duration = 'strangler_proxy_request_duration_seconds'
  bySide(duration, 'histogram', 'Time from the request to the end of the answer', (counts, labels) =>
    histogram(duration, counts, labels),
  )
  return {
    contentType: registry.contentType,
    async render(read, tableVersion, processes) {
      reading = read
      version = tableVersion
      return `${await registry.metrics()}\n${await together(processes).metrics()}`
    },
  }
}

function comparisonFamilies(comparisons: ComparisonCounts, family: Family): void {
  family(
    'strangler_proxy_comparisons_total',
    'counter',
    'Pairs of answers that were compared, noise not left out',
    () => comparisons.compared().map(({ count, ...labels }) => ({ value: count, labels })),
  )
  family(
    'strangler_proxy_shed_total',
    'counter',
    'Requests chosen to be compared that were not, by cause',
    () => comparisons.left().map(({ count, ...labels }) => ({ value: count, labels })),
  )
}

/** The sum over processes, or what else makes sense of a metric; they began when the first of them did. */
function together(processes: readonly (readonly object[])[]): Registry {
  const known = processes.map((metrics) =>
    metrics.map((metric) =>
      'aggregator' in metric && metric.aggregator === 'omit' ? { ...metric, aggregator: 'min' } : metric,
    ),
  )
  return AggregatorRegistry.aggregate(known)
}

function sides({ routes }: Reading, read: Read): readonly Sample[] {
  return Object.entries(routes).flatMap(([route, { legacy, candidate }]) => [
    ...read(legacy, { route, side: 'legacy' }),
    ...read(candidate, { route, side: 'candidate' }),
  ])
}

function histogram(
  name: string,
  { durations, durationSumMs }: SideCounts,
  labels: Labels,
): readonly Sample[] {
  const upTo = (bound: number): number =>
    durations.reduce(
      (sum, count, at) => ((DURATION_BOUNDS_MS[at] ?? Infinity) <= bound ? sum + count : sum),
      0,
    )
  const total = upTo(Infinity)
  const bucket = (le: string, value: number): Sample => ({
    metricName: `${name}_bucket`,
    value,
    labels: { le, ...labels },
  })
  return [
    ...METRIC_BOUNDS_MS.map((bound) => bucket(String(bound / 1000), upTo(bound))),
    bucket('+Inf', total),
    { metricName: `${name}_sum`, value: durationSumMs / 1000, labels },
    { metricName: `${name}_count`, value: total, labels },
  ]
}
