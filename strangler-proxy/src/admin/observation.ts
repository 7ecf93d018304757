import type { RouteTable, Side } from '@strangler/migration-plan'
import { countsOf, type Reading } from '../reading.ts'

interface SideTraffic {
  readonly requests: number
  readonly errors5xx: number
  readonly inFlight: number
}

/** What this plane does right now, as the controller asks every plane. */
export interface Observation {
  /** Another one after every start of the process. */
  readonly instance: string
  /** Version of the table that is served; null while there is none. */
  readonly version: number | null
  readonly weights: Readonly<Record<string, number>>
  /** Counted since the instance began. */
  readonly traffic: Readonly<Record<string, Readonly<Record<Side, SideTraffic>>>>
}

export function observationOf(instance: string, table: RouteTable | null, reading: Reading): Observation {
  const routes = table?.routes ?? []
  const traffic = (route: string, side: Side): SideTraffic => {
    const { requests, errors5xx, inFlight } = countsOf(reading, route, side)
    return { requests, errors5xx, inFlight }
  }
  return {
    instance,
    version: table?.version ?? null,
    weights: Object.fromEntries(routes.map(({ id, weight }) => [id, weight])),
    traffic: Object.fromEntries(
      routes.map(({ id }) => [id, { legacy: traffic(id, 'legacy'), candidate: traffic(id, 'candidate') }]),
    ),
  }
}
