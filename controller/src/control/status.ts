import {
  isMovable,
  nextStanding,
  type Route,
  type Side,
  type Standing,
  type Verdict,
} from '@strangler/migration-plan'
import { waitsOf } from '../autopilot/waits.ts'
import type { Evidence } from '../evidence/evidence.ts'
import type { RouteNumbers } from '../evidence/route-evidence.ts'
import { holdOf, isApproved, type Hold, type Pause } from '../store/restraints.ts'
import type { Tenure } from '../store/leader-lock.ts'
import type { Drift } from './drift.ts'
import type { ControlContext } from './context.ts'
import type { PlaneView } from './plane-view.ts'
import type { RouteTraffic, SideTraffic } from '../planes/plane.ts'

export interface PlaneStatus {
  readonly name: string
  readonly reachable: boolean
  readonly inSync: boolean
  readonly version: number | null
  readonly error: string | null
}

export interface RouteStatus extends Pick<
  Route,
  'id' | 'match' | 'phase' | 'after' | 'ramp' | 'deny' | 'legacy' | 'candidate' | 'stage' | 'weight'
> {
  readonly movable: boolean
  /** Weight by plane, of those that tell; null where a plane cannot be asked or its state is no weight. */
  readonly planes: Readonly<Record<string, number | null>>
  /** Whether every plane is known to do what the table says. */
  readonly inSync: boolean
  /** Where its next step leads; null where there is none. */
  readonly next: Standing | null
  /** Since when it stands where it does; null if it never moved. */
  readonly since: Date | null
  readonly hold: Hold | null
  /** Whether somebody said yes to the next step. */
  readonly approved: boolean
  /** What the gates say of the next step; null where nothing is known. */
  readonly verdict: Verdict | null
  /** What it waits for first of all; null where its next step is due, or nobody knows. */
  readonly waitsFor: string | null
  /** What is known of it since it stands there. */
  readonly evidence: RouteNumbers | null
}

export interface Status {
  readonly plan: string
  readonly version: number
  readonly role: Tenure
  readonly controller: string
  /** Steps that the database does not hold yet. */
  readonly unrecorded: number
  /** While it is set, no route moves forward. */
  readonly pause: Pause | null
  readonly routes: readonly RouteStatus[]
  readonly planes: readonly PlaneStatus[]
  readonly drift: readonly Drift[]
}

/** @throws ControllerError ERR_CONTROLLER_STARTING */
export function statusOf(context: ControlContext, evidence: Evidence): Status {
  const { name, state, views, recorder } = context
  const { table } = state.current()
  return {
    plan: table.plan,
    version: table.version,
    role: context.tenure(),
    controller: name,
    unrecorded: recorder.unrecorded(),
    pause: state.restraints().pause,
    routes: table.routes.map((route) => routeStatus(route, context, evidence)),
    planes: views.map((view) => planeStatus(view, table.version)),
    drift: views.flatMap((view) => view.drift()),
  }
}

function planeStatus(view: PlaneView, tableVersion: number): PlaneStatus {
  const version = view.observation()?.version ?? null
  return {
    name: view.plane.name,
    reachable: view.reachable(),
    inSync: version === tableVersion && view.drift().length === 0,
    version,
    error: view.error(),
  }
}

function routeStatus(route: Route, context: ControlContext, evidence: Evidence): RouteStatus {
  const { views, state } = context
  const { id, match, phase, after, ramp, deny, legacy, candidate, stage, weight } = route
  const planes = views.flatMap((view) => {
    const weights = view.observation()?.weights
    if (weights && !Object.hasOwn(weights, id)) return []
    return [[view.plane.name, weights?.[id] ?? null] as const]
  })
  const next = nextStanding(route)
  const { since } = state.current()
  const restraints = state.restraints()
  return {
    ...{ id, match, phase, after, ramp, deny, legacy, candidate, stage, weight },
    movable: isMovable(route),
    planes: Object.fromEntries(planes),
    inSync:
      views.every((view) => view.reachable()) &&
      (!isMovable(route) || planes.every(([, seen]) => seen === weight)),
    next,
    since: Object.hasOwn(since, id) ? (since[id] ?? null) : null,
    hold: holdOf(restraints, id) ?? null,
    approved: isApproved(restraints, id, next),
    ...judged(route, context, evidence),
  }
}

/** A standby gathers no evidence. */
function judged(
  route: Route,
  context: ControlContext,
  evidence: Evidence,
): Pick<RouteStatus, 'verdict' | 'waitsFor' | 'evidence'> {
  if (context.tenure() === 'standby' || !isMovable(route))
    return { verdict: null, waitsFor: null, evidence: null }
  const verdict = evidence.verdictOf(route.id)
  return {
    verdict: verdict?.verdict ?? null,
    waitsFor: waitsOf(context, route, verdict)[0]?.sentence ?? null,
    evidence: evidence.numbersOf(route.id),
  }
}

export interface RouteCounts {
  readonly id: string
  /** What each plane counted since it was started, by the plane's name. */
  readonly planes: Readonly<Record<string, Readonly<Record<Side, Counted>>>>
}

type Counted = Pick<SideTraffic, 'requests' | 'errors5xx' | 'inFlight'>

/** Each plane counts for itself: a request that passes two planes is counted by both, so nothing is summed up. */
export function trafficOf({ state, views }: ControlContext): readonly RouteCounts[] {
  return state.current().table.routes.map(({ id }) => {
    const counts = views.flatMap((view) => {
      const traffic = view.observation()?.traffic ?? {}
      const counted = Object.hasOwn(traffic, id) ? traffic[id] : undefined
      return counted ? [[view.plane.name, plainCounts(counted)] as const] : []
    })
    return { id, planes: Object.fromEntries(counts) }
  })
}

function plainCounts({ legacy, candidate }: RouteTraffic): Readonly<Record<Side, Counted>> {
  const plain = ({ requests, errors5xx, inFlight }: SideTraffic): Counted => ({
    requests,
    errors5xx,
    inFlight,
  })
  return { legacy: plain(legacy), candidate: plain(candidate) }
}
