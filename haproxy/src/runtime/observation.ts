import type { Side } from '@strangler/migration-plan'
import { stageKey, VERSION_KEY } from '../layout.ts'
import { OPERATORS } from '../server-state.ts'
import { sideOf } from '../servers.ts'
import { decodeWeight } from '../weights.ts'
import { byHandOf, type ByHand } from './by-hand.ts'
import type { RunningServer, Snapshot } from './snapshot.ts'
import type { RouteTraffic, SideTraffic } from './traffic.ts'

/** What the edge does right now, read from HAProxy itself. */
export interface EdgeObservation {
  /** Another one after every restart, crash and reload. */
  readonly instance: string
  readonly version: number | null
  /** Null where an operator put a server into maintenance or drain, or set weights that are no percentage. */
  readonly weights: Readonly<Record<string, number | null>>
  readonly byHand: Readonly<Record<string, ByHand>>
  readonly traffic: Readonly<Record<string, Readonly<Record<Side, SideState>>>>
}

export interface SideState extends SideTraffic {
  /** Whether some server answers its checks; null where an operator took all of them out, or there is none. */
  readonly up: boolean | null
}

export function observationOf(
  snapshot: Snapshot,
  traffic: ReadonlyMap<string, RouteTraffic>,
): EdgeObservation {
  const { instance, state, servers, thresholds } = snapshot
  const byRoute = Map.groupBy(servers, ({ backend }) => backend)
  const version = Number(state.get(VERSION_KEY) ?? Number.NaN)
  return {
    instance,
    version: Number.isInteger(version) ? version : null,
    weights: Object.fromEntries(
      [...traffic.keys()].map((route) => [
        route,
        byRoute.has(route)
          ? weightOf(byRoute.get(route) ?? [], thresholds.get(route))
          : weightWithoutServers(state.get(stageKey(route))),
      ]),
    ),
    byHand: byHandOf(servers),
    traffic: Object.fromEntries(
      [...traffic].map(([route, { legacy, candidate }]) => {
        const up = (side: Side): boolean | null => isUp(ofSide(byRoute.get(route) ?? [], side))
        return [
          route,
          { legacy: { ...legacy, up: up('legacy') }, candidate: { ...candidate, up: up('candidate') } },
        ]
      }),
    ),
  }
}

function weightOf(servers: readonly RunningServer[], threshold: string | undefined): number | null {
  if (servers.some(({ name, admin }) => sideOf(name) !== null && (admin & OPERATORS) !== 0)) return null
  const weights = (side: Side): readonly number[] => ofSide(servers, side).map(({ weight }) => weight)
  const weight = decodeWeight(weights('legacy'), weights('candidate'))
  return weight === null || threshold === undefined || Number(threshold) === weight * 100 ? weight : null
}

function isUp(servers: readonly RunningServer[]): boolean | null {
  const asked = servers.filter(({ admin }) => (admin & OPERATORS) === 0)
  return asked.length === 0 ? null : asked.some(({ up }) => up)
}

/** A denied route has no servers, and none has what went with legacy. */
function weightWithoutServers(stage: string | undefined): number {
  return stage === 'retired' ? 100 : 0
}

function ofSide(servers: readonly RunningServer[], side: Side): readonly RunningServer[] {
  return servers.filter(({ name }) => sideOf(name) === side)
}
