import type { DashboardDescription } from './dashboard.ts'

/** HAProxy and the strangler-proxy themselves. */
export const edge: DashboardDescription = {
  uid: 'edge',
  title: 'Edge and proxy',
  panels: [
    {
      title: 'Requests at the front door',
      about: 'By status class, what the edge itself refuses included.',
      kind: 'timeseries',
      unit: 'reqps',
      queries: [
        {
          expr: 'sum by (code) (rate(haproxy_frontend_http_responses_total{proxy="EDGE"}[1m]))',
          legend: '{{code}}',
        },
      ],
    },
    {
      title: 'Connections',
      about: 'At the front door; it takes 8000, who is too many waits.',
      kind: 'timeseries',
      unit: 'short',
      redFrom: 7500,
      queries: [
        { expr: 'haproxy_frontend_current_sessions{proxy="EDGE"}', legend: '{{instance}}' },
        { expr: 'haproxy_frontend_limit_sessions{proxy="EDGE"}', legend: '{{instance}} at most' },
      ],
    },
    {
      title: 'Servers that take no work',
      about: 'Down by their health check, drained, or in maintenance.',
      kind: 'table',
      unit: 'short',
      queries: [
        {
          expr: 'haproxy_server_status{state=~"DOWN|DRAIN|MAINT"} == 1',
          legend: '{{proxy}} {{server}} {{state}}',
        },
      ],
    },
    {
      title: 'Idle time of the edge',
      about: 'Below a tenth it is saturated.',
      kind: 'timeseries',
      unit: 'percent',
      queries: [{ expr: 'haproxy_process_idle_time_percent', legend: '{{instance}}' }],
    },
    {
      title: 'Faults and retries at the strangler-proxy',
      about: 'By cause; what clients broke off counts against nobody.',
      kind: 'timeseries',
      unit: 'reqps',
      queries: [
        {
          expr: 'sum by (side, fault) (rate(strangler_proxy_faults_total[1m])) > 0',
          legend: '{{side}} {{fault}}',
        },
        {
          expr: 'sum by (side) (rate(strangler_proxy_retries_total[1m])) > 0',
          legend: '{{side}} asked again',
        },
      ],
    },
    {
      title: 'Answered by the strangler-proxy itself',
      about: 'Refused, denied, gone, overloaded, or without a table.',
      kind: 'timeseries',
      unit: 'reqps',
      queries: [
        { expr: 'sum by (reason) (rate(strangler_proxy_answered_total[1m])) > 0', legend: '{{reason}}' },
      ],
    },
    {
      title: 'Version of the route table',
      about: 'All planes follow the controller within seconds.',
      kind: 'timeseries',
      unit: 'short',
      queries: [
        { expr: 'strangler_table_version', legend: 'controller {{instance}}' },
        { expr: 'strangler_proxy_table_version', legend: 'proxy {{instance}}' },
      ],
    },
    {
      title: 'Certificates',
      about: 'When they expire.',
      kind: 'table',
      unit: 'dateTimeFromNow',
      queries: [
        {
          expr: 'min by (file) (strangler_certificate_expiry_timestamp_seconds) * 1000',
          legend: '{{file}}',
        },
      ],
    },
  ],
}
