import type { DashboardDescription } from './dashboard.ts'

/** Where the move stands, and whether anything is wrong. */
export const overview: DashboardDescription = {
  uid: 'migration-overview',
  title: 'Migration overview',
  panels: [
    {
      title: 'Share of the candidates',
      about: 'Of all requests, how many the candidates answer. At 1 nobody needs legacy any more.',
      kind: 'stat',
      unit: 'percentunit',
      width: 6,
      queries: [
        {
          expr: 'sum(strangler:requests:rate1m{side="candidate"}) / sum(strangler:requests:rate1m)',
          legend: 'candidates',
        },
      ],
    },
    {
      title: 'Leaders',
      about: 'One controller leads. None: nobody takes a route back by itself.',
      kind: 'stat',
      unit: 'short',
      width: 6,
      redFrom: 2,
      queries: [{ expr: 'sum(strangler_leader)', legend: 'leaders' }],
    },
    {
      title: 'Drift',
      about: 'Routes that somebody changed on a plane by hand.',
      kind: 'stat',
      unit: 'short',
      width: 6,
      redFrom: 1,
      queries: [{ expr: 'max by (plane) (strangler_drift)', legend: '{{plane}}' }],
    },
    {
      title: 'Held routes',
      about: 'They do not move before somebody releases, adopts or reverts them.',
      kind: 'stat',
      unit: 'short',
      width: 6,
      redFrom: 1,
      queries: [{ expr: 'count(max by (route) (strangler_route_hold)) or vector(0)', legend: 'held' }],
    },
    {
      title: 'Weight of each route',
      about: 'Percent of its requests that go to the candidate, by the table.',
      kind: 'timeseries',
      unit: 'percent',
      queries: [{ expr: 'max by (route) (strangler_route_weight)', legend: '{{route}}' }],
    },
    {
      title: 'Stage of each route',
      about: 'legacy, shadow, ramp, live, retired.',
      kind: 'table',
      unit: 'short',
      queries: [{ expr: 'max by (route, stage) (strangler_route_stage) == 1', legend: '{{route}}' }],
    },
    {
      title: 'Requests by side',
      about: 'What both sides answer. The sum follows the users, not the weights.',
      kind: 'timeseries',
      unit: 'reqps',
      queries: [{ expr: 'sum by (side) (strangler:requests:rate1m)', legend: '{{side}}' }],
    },
    {
      title: 'Errors by route and side',
      about: 'Share of 5xx and of what was never answered.',
      kind: 'timeseries',
      unit: 'percentunit',
      queries: [{ expr: 'strangler:errors:ratio1m > 0', legend: '{{route}} {{side}}' }],
    },
    {
      title: 'Steps',
      about: 'What operators and the controller did, by the minute.',
      kind: 'timeseries',
      unit: 'short',
      queries: [{ expr: 'sum by (action) (increase(strangler_steps_total[1m]))', legend: '{{action}}' }],
    },
    {
      title: 'Planes in reach',
      about: 'Whether the leader can ask and steer each plane.',
      kind: 'state-timeline',
      unit: 'short',
      queries: [
        {
          expr: 'strangler_plane_reachable and on (instance) strangler_leader == 1',
          legend: '{{plane}}',
        },
      ],
    },
  ],
}
