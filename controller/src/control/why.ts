import {
  nextStanding,
  type Finding,
  type Route,
  type Standing,
  type Verdict,
} from '@strangler/migration-plan'
import { waitsOf, type Wait } from '../autopilot/waits.ts'
import type { Evidence } from '../evidence/evidence.ts'
import type { HistoryPoint } from '../evidence/history.ts'
import type { RouteNumbers } from '../evidence/route-evidence.ts'
import type { ControlContext } from './context.ts'
import { findRoute } from './find-route.ts'

/** What a route waits for, in plain words and with the numbers. */
export interface Why extends Pick<Route, 'stage' | 'weight'> {
  readonly route: string
  readonly next: Standing | null
  /** Of the gates together; null where nothing is known. */
  readonly verdict: Verdict | null
  /** What it waits for first of all; what comes next where it waits for nothing. */
  readonly sentence: string
  readonly waits: readonly Wait[]
  readonly findings: readonly Finding[]
  readonly evidence: RouteNumbers | null
}

/** @throws ControllerError ERR_ROUTE_UNKNOWN, ERR_CONTROLLER_STARTING */
export function whyOf(context: ControlContext, evidence: Evidence, id: string): Why {
  const route = findRoute(context.state.current(), id)
  const verdict = evidence.verdictOf(id)
  const waits = waitsOf(context, route, verdict)
  const { stage, weight } = route
  return {
    ...{ route: id, stage, weight, waits },
    next: nextStanding(route),
    verdict: verdict?.verdict ?? null,
    sentence: waits[0]?.sentence ?? 'its next step is due',
    findings: verdict?.findings ?? [],
    evidence: evidence.numbersOf(id),
  }
}

/** @throws ControllerError ERR_ROUTE_UNKNOWN, ERR_DATABASE_… */
export function historyOfRoute(
  { state }: ControlContext,
  evidence: Evidence,
  id: string,
  since: Date,
): Promise<readonly HistoryPoint[]> {
  return evidence.history(findRoute(state.current(), id).id, since)
}
