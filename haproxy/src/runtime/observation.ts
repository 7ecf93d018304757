import type { Side } from '@strangler/migration-plan'
import { VERSION_KEY } from '../layout.ts'
import { OPERATORS } from '../server-state.ts'
import { sideOf } from '../servers.ts'
import { decodeWeight } from '../weights.ts'
import type { RunningServer, Snapshot } from './snapshot.ts'

/** What HAProxy counted for one side of a route since its worker began. */
export interface SideTraffic {
  readonly requests: number
  readonly errors5xx: number
  readonly inFlight: number
}

/** What the edge does right now, read from HAProxy itself. */
export interface EdgeObservation {
  /** Another one after every restart, crash and reload. */
  readonly instance: string
  readonly version: number | null
  /** Null where an operator put a server into maintenance or drain, or set weights that are no percentage. */
  readonly weights: Readonly<Record<string, number | null>>
  readonly traffic: Readonly<Record<string, Readonly<Record<Side, SideTraffic>>>>
}

export function observationOf(snapshot: Snapshot): EdgeObservation {
  const byRoute = Map.groupBy(snapshot.servers, ({ backend }) => backend)
  const version = Number(snapshot.state.get(VERSION_KEY) ?? Number.NaN)
  const each = <T>(read: (route: string, servers: readonly RunningServer[]) => T): Record<string, T> =>
    Object.fromEntries(snapshot.routes.map((route) => [route, read(route, byRoute.get(route) ?? [])]))
  return {
    instance: snapshot.instance,
    version: Number.isInteger(version) ? version : null,
    weights: each((route, servers) => weightOf(servers, snapshot.thresholds.get(route))),
    traffic: each((_, servers) => ({ legacy: sum(servers, 'legacy'), candidate: sum(servers, 'candidate') })),
  }
}

function weightOf(servers: readonly RunningServer[], threshold: string | undefined): number | null {
  if (servers.length === 0) return 0
  if (servers.some(({ admin }) => (admin & OPERATORS) !== 0)) return null
  const weights = (side: Side): readonly number[] => ofSide(servers, side).map(({ weight }) => weight)
  const weight = decodeWeight(weights('legacy'), weights('candidate'))
  return weight === null || threshold === undefined || Number(threshold) === weight * 100 ? weight : null
}

function sum(servers: readonly RunningServer[], side: Side): SideTraffic {
  const total = (count: keyof SideTraffic): number =>
    ofSide(servers, side).reduce((before, server) => before + server[count], 0)
  return { requests: total('requests'), errors5xx: total('errors5xx'), inFlight: total('inFlight') }
}

function ofSide(servers: readonly RunningServer[], side: Side): readonly RunningServer[] {
  return servers.filter(({ name }) => sideOf(name) === side)
}
