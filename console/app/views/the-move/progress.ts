import type { RouteStatus, Stage } from '../../api/answers-of-the-api.ts'
import type { Flow } from '../../flow.ts'

export const STAGES: readonly Stage[] = ['legacy', 'shadow', 'ramp', 'live', 'retired']

/** How far the move is. */
export interface Progress {
  /** Share of the requests of the last seconds that services answered, 0 to 1; null while there are none, or not known. */
  readonly share: number | null
  /** Whether it is known how many requests there are. */
  readonly isCounted: boolean
  /** Routes that move, by where they stand. */
  readonly stages: Readonly<Record<Stage, number>>
  readonly routes: number
  readonly done: number
}

/** Counts routes that have two sides, and the requests of all. */
export function progressOf(routes: readonly RouteStatus[], flows: ReadonlyMap<string, Flow>): Progress {
  const moving = routes.filter(isMoving)
  const of = (stage: Stage): number => moving.filter((route) => route.stage === stage).length
  const stages = {
    legacy: of('legacy'),
    shadow: of('shadow'),
    ramp: of('ramp'),
    live: of('live'),
    retired: of('retired'),
  }
  let [legacy, candidate] = [0, 0]
  for (const flow of flows.values()) {
    legacy += flow.legacy.perSecond
    candidate += flow.candidate.perSecond
  }
  const all = legacy + candidate
  return {
    share: all === 0 ? null : candidate / all,
    isCounted: flows.size > 0,
    stages,
    routes: moving.length,
    done: stages.live + stages.retired,
  }
}

/** Whether a route is on its way from one side to another, or was. */
export function isMoving({ deny, legacy, candidate, stage }: RouteStatus): boolean {
  return !deny && candidate !== null && (legacy !== null || stage === 'retired')
}
