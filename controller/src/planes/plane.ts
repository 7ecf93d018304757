import type { RouteTable, Side } from '@strangler/migration-plan'
import type { Finding } from '../doctor/finding.ts'
import type { ParsedReport } from './parse-report.ts'

/** What a plane counted since its instance began, for one side of a route. */
export interface SideTraffic {
  readonly requests: number
  readonly errors5xx: number
  readonly inFlight: number
  /** Requests by duration, by the bounds of the observation; left out by planes that measure no single request. */
  readonly durations?: readonly number[]
  /** Mean time to an answer of late, in milliseconds, where that is all that is measured; null without any. */
  readonly meanMs?: number | null
  /** Whether some server of the side answers its checks; null or left out where nobody can tell. */
  readonly up?: boolean | null
}

/** Sides of a route that somebody took out of service. */
export interface ByHand {
  /** All servers of the side, or some. */
  readonly out: Readonly<Record<Side, 'all' | 'some' | 'none'>>
  readonly says: string
}

export type RouteTraffic = Readonly<Record<Side, SideTraffic>>

/** What a plane does right now, read from the plane itself. */
export interface Observation {
  /** Changes whenever the plane was started anew and may have forgotten what it was told. */
  readonly instance: string
  /** Version of the table that it serves; null while it has none. */
  readonly version: number | null
  /** Weight by route id; null where the plane's state is no weight (for example a server in maintenance). */
  readonly weights: Readonly<Record<string, number | null>>
  /** What somebody did by hand to servers of a route, such as `candidate in MAINT`; left out where nobody can. */
  readonly byHand?: Readonly<Record<string, ByHand>>
  readonly traffic: Readonly<Record<string, RouteTraffic>>
  /** Upper bounds of the buckets of durations, in milliseconds, rising; one more holds what took longer. */
  readonly boundsMs?: readonly number[]
}

/** A server that answers a route on a plane. */
export interface PlaneServer {
  readonly route: string
  readonly name: string
  /** Null for one that is of both sides. */
  readonly side: Side | null
  readonly status: string
  readonly weight: number
  readonly sessions: number
  readonly queue: number
  readonly check: string | null
  readonly sinceSeconds: number | null
}

/** Up to which batch of an instance everything is counted. */
export interface Acknowledged {
  readonly instance: string
  readonly number: number
}

/**
 * Something that serves the route table. A further kind of plane is one more file.
 * All verbs throw ControllerError: ERR_PLANE_UNREACHABLE (nothing is known of its state) or ERR_PLANE_REFUSED
 * (it is well, and serves what it served before), each within a few seconds.
 */
export interface Plane {
  readonly name: string
  apply: (table: RouteTable) => Promise<void>
  observe: () => Promise<Observation>
  /** What it compared since what is acknowledged; left out by planes that compare nothing. */
  comparisons?: (acknowledged: Acknowledged | null) => Promise<ParsedReport>
  /** Its servers of every route, as it lists them itself; left out by planes that have none. */
  servers?: () => Promise<readonly PlaneServer[]>
  /** URL of a page of its own for operators, by the address that it listens on; left out by planes without one. */
  readonly statsPage?: string
  /** What is to be said of it beside what it serves; left out by planes of which that is all. */
  inspect?: () => Promise<readonly Finding[]>
  /** Puts what an operator took out of service for a route back into it; left out by planes where nobody can. */
  release?: (route: string) => Promise<void>
  close: () => Promise<void>
}
