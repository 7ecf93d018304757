import type { DashboardDescription } from './dashboard.ts'

/** What is extracted from the monolith: each service by itself. */
export const services: DashboardDescription = {
  uid: 'services',
  title: 'Services',
  variables: [{ name: 'service', series: 'requests_total', label: 'service' }],
  panels: [
    {
      title: 'Traffic',
      about: 'Requests a second.',
      kind: 'timeseries',
      unit: 'reqps',
      queries: [{ expr: 'service:requests:rate1m{service=~"$service"}', legend: '{{service}}' }],
    },
    {
      title: 'Errors',
      about: 'Share of 5xx.',
      kind: 'timeseries',
      unit: 'percentunit',
      redFrom: 0.05,
      queries: [{ expr: 'service:errors:ratio1m{service=~"$service"}', legend: '{{service}}' }],
    },
    {
      title: 'Latency, 95th percentile',
      about: 'From the request line to the end of the answer.',
      kind: 'timeseries',
      unit: 's',
      queries: [{ expr: 'service:request_seconds:p95{service=~"$service"}', legend: '{{service}}' }],
    },
    {
      title: 'Endpoints',
      about: 'Requests a second by endpoint and status.',
      kind: 'timeseries',
      unit: 'reqps',
      queries: [
        {
          expr: 'sum by (service, endpoint, status) (rate(requests_total{service=~"$service"}[1m]))',
          legend: '{{service}} {{endpoint}} {{status}}',
        },
      ],
    },
    {
      title: 'Dry runs',
      about: 'Shadows of writes, rolled back: load that no user waits for.',
      kind: 'timeseries',
      unit: 'reqps',
      queries: [
        { expr: 'sum by (service) (rate(dry_runs_total{service=~"$service"}[1m]))', legend: '{{service}}' },
      ],
    },
    {
      title: 'Event loop',
      about: 'How long a process lets requests wait, 99th percentile.',
      kind: 'timeseries',
      unit: 's',
      redFrom: 0.25,
      queries: [{ expr: 'nodejs_eventloop_lag_p99_seconds', legend: '{{job}} {{instance}}' }],
    },
    {
      title: 'Memory',
      about: 'Resident, of each process.',
      kind: 'timeseries',
      unit: 'bytes',
      queries: [{ expr: 'process_resident_memory_bytes', legend: '{{job}} {{instance}}' }],
    },
    {
      title: 'Keys of the tokens',
      about: 'When they expire, of those that say so.',
      kind: 'table',
      unit: 'dateTimeFromNow',
      queries: [{ expr: 'min by (kid) (token_key_expiry_timestamp_seconds) * 1000', legend: '{{kid}}' }],
    },
  ],
}
