import type { PlaneView } from '../control/plane-view.ts'
import type { Snapshot } from '../control/snapshot.ts'
import { warn, type Finding } from './finding.ts'

/** A Gateway does not tell what it served. */
const COUNTS_NOTHING = 'kubernetes'

/** Whether anybody counts requests for the gates that want them; nothing where somebody does, or none wants any. */
export function checkTraffic(
  views: readonly Pick<PlaneView, 'plane'>[],
  snapshot: Pick<Snapshot, 'plan'> | null,
): readonly Finding[] {
  if (views.some(({ plane }) => plane.name !== COUNTS_NOTHING)) return []
  const routes = snapshot?.plan.routes.filter(
    ({ gates, candidate }) => candidate !== null && (gates.errors !== null || gates.latencyP95 !== null),
  )
  if (!routes?.length) return []
  const names = routes.map(({ id }) => `"${id}"`).join(', ')
  return [
    warn(
      'gates',
      `no plane counts requests, so the gates of ${names} on errors and latency stay inconclusive`,
      'ask Prometheus instead: gates.metrics, with errors: none and latencyP95: none, and PROMETHEUS_URL',
    ),
  ]
}
