import type { Action } from '../../actions/action.ts'
import { resume } from '../../actions/overall-actions.ts'
import { routeActions } from '../../actions/route-actions.ts'
import type { RouteStatus, Status } from '../../api/answers-of-the-api.ts'
import { count } from '../../parts/words.ts'

/** Something that somebody should know or do. */
export interface Need {
  /** wrong: it is not as it should be. waits: a person has to say something. ready: something may go on. */
  readonly level: 'wrong' | 'waits' | 'ready'
  /** Whose it is; null for what concerns everything. */
  readonly route: string | null
  readonly sentence: string
  readonly actions: readonly Action[]
}

/** What is wrong and what waits for a person, the worst first. */
export function needsOf(status: Status): readonly Need[] {
  const needs = [...overall(status), ...status.routes.flatMap((route) => ofRoute(route, status) ?? [])]
  const levels = ['wrong', 'waits', 'ready'] as const
  return levels.flatMap((level) => needs.filter((need) => need.level === level))
}

function overall(status: Status): readonly Need[] {
  const { role, unrecorded, planes, pause, controller } = status
  const wrong = (sentence: string): Need => ({ level: 'wrong', route: null, sentence, actions: [] })
  return [
    ...(role === 'cut-off'
      ? [wrong('The database cannot be reached: rolling back, holding and pausing work, nothing else moves.')]
      : []),
    ...(role === 'standby' ? [wrong(`${controller} is on standby: ask the leading controller to act.`)] : []),
    ...planes.flatMap(({ name, reachable, error }) =>
      reachable ? [] : [wrong(`${name} cannot be reached${error === null ? '' : `: ${error}`}.`)],
    ),
    ...planes.flatMap(({ name, reachable, error }) =>
      reachable && error !== null ? [wrong(`${name} refuses the table: ${error}.`)] : [],
    ),
    ...(unrecorded > 0
      ? [wrong(`${count(unrecorded, 'step')} not written down yet: the database was away.`)]
      : []),
    ...(pause
      ? [
          {
            level: 'waits' as const,
            route: null,
            sentence: `Everything is paused by ${pause.who}${pause.why === null ? '' : `: ${pause.why}`}.`,
            actions: [resume(status)],
          },
        ]
      : []),
  ]
}

function ofRoute(route: RouteStatus, status: Status): Need | null {
  const { hold, verdict, waitsFor } = route
  const actions = routeActions(route, status)
  const need = (level: Need['level'], sentence: string, ...own: readonly (Action | undefined)[]): Need => ({
    ...{ level, route: route.id, sentence },
    actions: own.filter((action) => action !== undefined),
  })
  if (actions.adopt) return need('wrong', driftSentence(route, status), actions.adopt, actions.revert)
  if (hold?.cause === 'gate') return need('wrong', `was stopped: ${hold.why}`, actions.release)
  if (hold) return need('waits', `is on hold by ${hold.who}: ${hold.why}`, actions.release)
  if (verdict === 'fail') return need('wrong', waitsFor ?? AGAINST, actions.rollback, actions.hold)
  if (waitsForApproval(route)) return need('waits', waitsFor ?? '', actions.approve)
  const isReady = verdict === 'pass' && actions.advance?.hindrance === null
  return isReady ? need('ready', 'may take its next step: its gates pass', actions.advance) : null
}

const AGAINST = 'its evidence speaks against it'

function waitsForApproval({ waitsFor, approved, next }: RouteStatus): boolean {
  return next !== null && !approved && /approv/i.test(waitsFor ?? '')
}

function driftSentence({ id, hold }: RouteStatus, { drift }: Status): string {
  const found = drift.find((each) => each.route === id)
  const said = hold?.cause === 'drift' ? hold.why : null
  return `was changed by hand on ${said ?? `${found?.plane ?? 'a plane'}, where the table says ${String(found?.expected)}%`}`
}
