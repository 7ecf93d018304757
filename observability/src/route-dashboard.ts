import type { DashboardDescription } from './dashboard.ts'

/** The golden signals of chosen routes, side by side, and what comparing shows of them. */
export const route: DashboardDescription = {
  uid: 'route',
  title: 'Route',
  variables: [{ name: 'route', series: 'strangler_route_weight', label: 'route' }],
  panels: [
    {
      title: 'Traffic',
      about: 'Requests a second by side, on every plane together.',
      kind: 'timeseries',
      unit: 'reqps',
      queries: [{ expr: 'strangler:requests:rate1m{route=~"$route"}', legend: '{{route}} {{side}}' }],
    },
    {
      title: 'Errors',
      about: 'Share of 5xx and of what was never answered. The candidate is not to lie above legacy.',
      kind: 'timeseries',
      unit: 'percentunit',
      queries: [{ expr: 'strangler:errors:ratio1m{route=~"$route"}', legend: '{{route}} {{side}}' }],
    },
    {
      title: 'Latency at the strangler-proxy, 95th percentile',
      about: 'Of what passes the proxy: while routes are compared, a sample of both sides.',
      kind: 'timeseries',
      unit: 's',
      queries: [
        { expr: 'strangler:proxy_request_seconds:p95{route=~"$route"}', legend: '{{route}} {{side}}' },
      ],
    },
    {
      title: 'Latency at the edge, mean',
      about: 'Of the last 1024 answers of each side.',
      kind: 'timeseries',
      unit: 's',
      queries: [
        { expr: 'strangler:edge_response_seconds:mean{route=~"$route"}', legend: '{{route}} {{side}}' },
      ],
    },
    {
      title: 'Waiting requests',
      about: 'Requests for which no address has a place.',
      kind: 'timeseries',
      unit: 'short',
      queries: [{ expr: 'strangler:edge_queue{route=~"$route"}', legend: '{{route}}' }],
    },
    {
      title: 'In flight at the strangler-proxy',
      about: 'Requests on their way.',
      kind: 'timeseries',
      unit: 'short',
      queries: [
        {
          expr: 'sum by (route, side) (strangler_proxy_in_flight{route=~"$route"})',
          legend: '{{route}} {{side}}',
        },
      ],
    },
    {
      title: 'Mismatches in the last hour',
      about:
        'Share of the compared answers that differ, noise left out, and the highest rate that agrees with it.',
      kind: 'timeseries',
      unit: 'percentunit',
      queries: [
        {
          expr: 'max by (route) (strangler_mismatches{route=~"$route"}) / (max by (route) (strangler_compared_pairs{route=~"$route"}) > 0)',
          legend: '{{route}}',
        },
        { expr: 'max by (route) (strangler_mismatch_bound{route=~"$route"})', legend: '{{route}} at most' },
      ],
    },
    {
      title: 'Compared, and left out',
      about: 'Pairs a second by outcome, and what was chosen to be compared but was not, by cause.',
      kind: 'timeseries',
      unit: 'reqps',
      queries: [
        {
          expr: 'sum by (route, outcome) (rate(strangler_proxy_comparisons_total{route=~"$route",against="candidate"}[5m]))',
          legend: '{{route}} {{outcome}}',
        },
        {
          expr: 'sum by (route, cause) (rate(strangler_proxy_shed_total{route=~"$route"}[5m]))',
          legend: '{{route}} left out: {{cause}}',
        },
      ],
    },
  ],
}
