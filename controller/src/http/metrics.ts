import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client'
import type { Controller } from '../control/controller.ts'
import type { Status } from '../control/status.ts'

export interface Metrics {
  readonly contentType: string
  render(): Promise<string>
}

type StatusGauges = Readonly<
  Record<'version' | 'unrecorded' | 'weight' | 'planeWeight' | 'reachable' | 'drift', Gauge>
>

/** Prometheus metrics of the controller: what the status says, as numbers, and how many steps it took. */
export function createMetrics(controller: Controller): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const steps = new Counter({
    name: 'strangler_steps_total',
    help: 'Steps of routes since the process began',
    labelNames: ['action'],
    registers: [registry],
  })
  for (const action of ['set', 'rollback', 'adopt']) steps.inc({ action }, 0)
  controller.events.subscribe((event) => {
    if (event.type === 'step') steps.inc({ action: event.step.action })
  })
  const gauge = (name: string, help: string, labelNames: string[] = []): Gauge =>
    new Gauge({ name, help, labelNames, registers: [registry] })
  const leader = gauge('strangler_leader', '1 while this controller leads')
  const gauges: StatusGauges = {
    version: gauge('strangler_table_version', 'Version of the route table'),
    unrecorded: gauge('strangler_unrecorded_steps', 'Steps that the database does not hold yet'),
    weight: gauge('strangler_route_weight', 'Percent for the candidate, by the table', ['route']),
    planeWeight: gauge('strangler_plane_route_weight', 'The same, as read from a plane', ['plane', 'route']),
    reachable: gauge('strangler_plane_reachable', '1 while the plane can be asked', ['plane']),
    drift: gauge('strangler_drift', 'Routes whose weight was changed on a plane by hand', ['plane']),
  }
  return {
    contentType: registry.contentType,
    render() {
      leader.set(controller.role() === 'leader' ? 1 : 0)
      const status = controller.knows() ? controller.status() : null
      if (status) fill(gauges, status)
      return registry.metrics()
    },
  }
}

function fill(
  { version, unrecorded, weight, planeWeight, reachable, drift }: StatusGauges,
  status: Status,
): void {
  version.set(status.version)
  unrecorded.set(status.unrecorded)
  // Routes and planes that are gone must not linger.
  for (const labelled of [weight, planeWeight]) labelled.reset()
  for (const route of status.routes) {
    weight.set({ route: route.id }, route.weight)
    for (const [plane, seen] of Object.entries(route.planes))
      if (seen !== null) planeWeight.set({ plane, route: route.id }, seen)
  }
  for (const { name, reachable: isUp } of status.planes) {
    reachable.set({ plane: name }, isUp ? 1 : 0)
    drift.set({ plane: name }, status.drift.filter(({ plane }) => plane === name).length)
  }
}
