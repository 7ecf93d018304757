import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client'
import type { Controller } from '../control/controller.ts'
import type { Status } from '../control/status.ts'
import { watchCertificates } from './certificate-metrics.ts'
import { watchComparisons } from './comparison-metrics.ts'
import { ACTIONS } from '../store/actions.ts'

export interface Metrics {
  readonly contentType: string
  render(): Promise<string>
}

type StatusGauges = Readonly<
  Record<
    | 'version'
    | 'unrecorded'
    | 'paused'
    | 'weight'
    | 'stage'
    | 'hold'
    | 'verdict'
    | 'planeWeight'
    | 'reachable'
    | 'drift',
    Gauge
  >
>

/** Statuses by which calls are refused before anything is done for them. */
const REFUSALS = [401, 403, 429]

/** Prometheus metrics of the controller: what the status says, as numbers, and what it did and refused. */
export function createMetrics(
  controller: Controller,
  refusedCalls: () => ReadonlyMap<number, number>,
  certificates?: string,
): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const gauge = (name: string, help: string, labelNames: string[] = []): Gauge =>
    new Gauge({ name, help, labelNames, registers: [registry] })
  const leader = gauge('strangler_leader', '1 while this controller leads')
  const gauges: StatusGauges = {
    version: gauge('strangler_table_version', 'Version of the route table'),
    unrecorded: gauge('strangler_unrecorded_steps', 'Steps that the database does not hold yet'),
    paused: gauge('strangler_paused', '1 while no route moves forward'),
    weight: gauge('strangler_route_weight', 'Percent for the candidate, by the table', ['route']),
    stage: gauge('strangler_route_stage', '1 for the stage that the route stands at', ['route', 'stage']),
    hold: gauge('strangler_route_hold', '1 while the route is held, by what caused it', ['route', 'cause']),
    verdict: gauge('strangler_route_verdict', '1 for what the gates of the next step say', [
      'route',
      'verdict',
    ]),
    planeWeight: gauge('strangler_plane_route_weight', 'The same, as read from a plane', ['plane', 'route']),
    reachable: gauge('strangler_plane_reachable', '1 while the plane can be asked', ['plane']),
    drift: gauge('strangler_drift', 'Routes whose weight was changed on a plane by hand', ['plane']),
  }
  countSteps(controller, registry)
  const countCalls = createCallCounters(controller, refusedCalls, registry)
  watchComparisons(() => controller.comparisons, registry)
  if (certificates !== undefined) watchCertificates(certificates, registry)
  return {
    contentType: registry.contentType,
    render() {
      leader.set(controller.role() === 'leader' ? 1 : 0)
      countCalls()
      const status = controller.knows() ? controller.status() : null
      if (status) fill(gauges, status)
      return registry.metrics()
    },
  }
}

function countSteps({ events }: Controller, registry: Registry): void {
  const steps = new Counter({
    name: 'strangler_steps_total',
    help: 'Steps of routes since the process began',
    labelNames: ['action'],
    registers: [registry],
  })
  for (const action of ACTIONS) steps.inc({ action }, 0)
  events.subscribe((event) => {
    if (event.type === 'step') steps.inc({ action: event.step.action })
  })
}

/** What others count already; gives what takes their counts over. */
function createCallCounters(
  { notifications }: Controller,
  refusedCalls: () => ReadonlyMap<number, number>,
  registry: Registry,
): () => void {
  const registers = [registry]
  const refused = new Counter({
    name: 'strangler_refused_calls_total',
    help: 'Calls of what operators do that were refused, since the process began',
    labelNames: ['status'],
    registers,
  })
  const pending = new Gauge({
    name: 'strangler_notifications_pending',
    help: 'Notifications that no hook has taken yet, where this controller leads',
    registers,
  })
  const givenUp = new Counter({
    name: 'strangler_notifications_given_up_total',
    help: 'Notifications that were never delivered, since the process began',
    registers,
  })
  return () => {
    pending.set(notifications.waiting())
    for (const counter of [refused, givenUp]) counter.reset()
    givenUp.inc(notifications.givenUp())
    for (const status of REFUSALS) refused.inc({ status: String(status) }, refusedCalls().get(status) ?? 0)
  }
}

function fill(gauges: StatusGauges, status: Status): void {
  const { version, unrecorded, paused, weight, stage, hold, verdict, planeWeight, reachable, drift } = gauges
  version.set(status.version)
  unrecorded.set(status.unrecorded)
  paused.set(status.pause === null ? 0 : 1)
  // Routes and planes that are gone must not linger.
  for (const labelled of [weight, stage, hold, verdict, planeWeight]) labelled.reset()
  for (const route of status.routes) {
    weight.set({ route: route.id }, route.weight)
    stage.set({ route: route.id, stage: route.stage }, 1)
    if (route.verdict) verdict.set({ route: route.id, verdict: route.verdict }, 1)
    if (route.hold) hold.set({ route: route.id, cause: route.hold.cause }, 1)
    for (const [plane, seen] of Object.entries(route.planes))
      if (seen !== null) planeWeight.set({ plane, route: route.id }, seen)
  }
  for (const { name, reachable: isUp } of status.planes) {
    reachable.set({ plane: name }, isUp ? 1 : 0)
    drift.set({ plane: name }, status.drift.filter(({ plane }) => plane === name).length)
  }
}
