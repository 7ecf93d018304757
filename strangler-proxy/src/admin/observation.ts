import type { RouteTable, Side } from '@strangler/migration-plan'
import { DURATION_BOUNDS_MS } from '../durations.ts'
import { countsOf, type Reading } from '../reading.ts'

interface SideTraffic {
  readonly requests: number
  readonly errors5xx: number
  readonly inFlight: number
  /** Requests by duration, by the bounds of the observation, up to the last bucket that has any. */
  readonly durations: readonly number[]
  /** Whether some address answers its health checks. */
  readonly up: boolean
}

/** What this plane does right now, as the controller asks every plane. */
export interface Observation {
  /** Another one after every start of the process. */
  readonly instance: string
  /** Version of the table that is served; null while there is none. */
  readonly version: number | null
  readonly weights: Readonly<Record<string, number>>
  /** Upper bounds of the buckets of durations, in milliseconds; one more bucket holds what took longer. */
  readonly boundsMs: readonly number[]
  /** Counted since the instance began. */
  readonly traffic: Readonly<Record<string, Readonly<Record<Side, SideTraffic>>>>
}

export function observationOf(instance: string, table: RouteTable | null, reading: Reading): Observation {
  const routes = table?.routes ?? []
  const traffic = (route: string, side: Side): SideTraffic => {
    const { requests, errors5xx, inFlight, durations, isUp } = countsOf(reading, route, side)
    return { requests, errors5xx, inFlight, durations, up: isUp }
  }
  return {
    instance,
    version: table?.version ?? null,
    weights: Object.fromEntries(routes.map(({ id, weight }) => [id, weight])),
    boundsMs: DURATION_BOUNDS_MS,
    traffic: Object.fromEntries(
      routes.map(({ id }) => [id, { legacy: traffic(id, 'legacy'), candidate: traffic(id, 'candidate') }]),
    ),
  }
}
