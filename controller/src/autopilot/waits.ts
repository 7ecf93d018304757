import {
  earlierRoutes,
  isMovable,
  nextStanding,
  PHASES,
  type PlanRoute,
  type Route,
  type StepVerdict,
} from '@strangler/migration-plan'
import type { ControlContext } from '../control/context.ts'
import { policyOf, type Snapshot } from '../control/snapshot.ts'
import { holdOf } from '../store/restraints.ts'

/** What keeps a route from its next step. */
export interface Wait {
  readonly on: 'hold' | 'pause' | 'order' | 'gate' | 'person' | 'end'
  readonly sentence: string
}

/** Everything that a route waits for, what somebody has to do about first; nothing where its next step is due. */
export function waitsOf(context: ControlContext, route: Route, verdict: StepVerdict | null): readonly Wait[] {
  const snapshot = context.state.current()
  if (!isMovable(route)) return [{ on: 'end', sentence: 'it has no way to go' }]
  if (route.stage === 'retired') return [{ on: 'end', sentence: 'it is retired: its move is over' }]
  if (nextStanding(route) === null)
    return [
      ...held(context, route),
      { on: 'end', sentence: `it is live: strangler retire ${route.id} ends its move` },
    ]
  const policy = policyOf(snapshot, route.id)
  const forces = [...held(context, route), ...paused(context), ...ordered(snapshot, route, policy)]
  const gates = gated(verdict)
  const isDue = forces.length === 0 && gates.length === 0
  return [
    ...forces,
    ...gates,
    ...(isDue && policy?.auto !== true ? [{ on: 'person' as const, sentence: dueSentence(route) }] : []),
  ]
}

function dueSentence({ id, stage }: Route): string {
  return stage === 'legacy'
    ? `its move has not begun: strangler advance ${id} makes the first step`
    : `all gates pass: strangler advance ${id} makes the next step`
}

function held({ state }: ControlContext, { id }: Route): readonly Wait[] {
  const hold = holdOf(state.restraints(), id)
  if (!hold) return []
  const remedy =
    hold.cause === 'drift'
      ? `strangler adopt ${id} or strangler revert ${id}`
      : `strangler release ${id} lets it go on`
  return [{ on: 'hold', sentence: `on hold by ${hold.who}: ${hold.why}; ${remedy}` }]
}

function paused({ state }: ControlContext): readonly Wait[] {
  const { pause } = state.restraints()
  if (!pause) return []
  const why = pause.why === null ? '' : `: ${pause.why}`
  return [{ on: 'pause', sentence: `everything is paused by ${pause.who}${why}; strangler resume goes on` }]
}

function ordered(snapshot: Snapshot, route: Route, policy: PlanRoute | undefined): readonly Wait[] {
  const early = earlierRoutes(route, snapshot.table)
  if (early.length > 0) {
    const names = early.map(({ id, weight }) => `${id} (${weight}%)`).join(', ')
    return [{ on: 'order', sentence: `the plan has it after ${names}, not live yet` }]
  }
  if (policy?.auto !== true || route.stage !== 'legacy') return []
  const first = earlierPhase(snapshot, route)
  if (first.length > 0)
    return [
      {
        on: 'order',
        sentence: `routes of an earlier phase are not live yet: ${first.map(({ id }) => id).join(', ')}`,
      },
    ]
  const { atOnce } = snapshot.plan.autopilot
  const moving = movingRoutes(snapshot)
  return moving.length < atOnce
    ? []
    : [
        {
          on: 'order',
          sentence: `${moving.map(({ id }) => id).join(', ')} ${moving.length === 1 ? 'is' : 'are'} on the way, and the plan has ${atOnce} at once`,
        },
      ]
}

/** Routes that go by themselves wait for all of the phases before theirs. */
function earlierPhase({ table }: Snapshot, { phase }: Route): readonly Route[] {
  const before = PHASES.slice(0, PHASES.indexOf(phase))
  return table.routes.filter(
    (other) =>
      isMovable(other) && before.includes(other.phase) && other.stage !== 'live' && other.stage !== 'retired',
  )
}

/** Routes on their way by themselves, held or not. */
function movingRoutes({ table, plan }: Snapshot): readonly Route[] {
  const own = new Set(plan.routes.filter(({ auto }) => auto).map(({ id }) => id))
  return table.routes.filter(({ id, stage }) => own.has(id) && (stage === 'shadow' || stage === 'ramp'))
}

function gated(verdict: StepVerdict | null): readonly Wait[] {
  if (verdict === null) return [{ on: 'gate', sentence: 'nothing is known of it yet' }]
  const rank = { fail: 0, inconclusive: 1, pass: 2 } as const
  return verdict.findings
    .filter((finding) => finding.verdict !== 'pass')
    .toSorted((one, other) => rank[one.verdict] - rank[other.verdict])
    .map(({ sentence }) => ({ on: 'gate', sentence }))
}
