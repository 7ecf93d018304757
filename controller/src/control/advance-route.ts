import {
  earlierRoutes,
  nextStanding,
  type Route,
  type Standing,
  type StepVerdict,
} from '@strangler/migration-plan'
import { ControllerError } from '../errors.ts'
import type { Author } from './author.ts'
import { changeRecorded, readyToAdvance } from './change-recorded.ts'
import { resultOf, type CommandResult } from './command-result.ts'
import type { ControlContext } from './context.ts'
import { findFree, refuseLateMove, type Expected } from './refuse-moves.ts'
import type { Snapshot } from './snapshot.ts'
import { entryOf, stepsOf } from './steps-of.ts'

export interface Advance extends Expected {
  /** Also where gates do not pass; order, holds and the pause are heeded all the same. */
  readonly force?: boolean
}

/**
 * One step of a route along its way, if order, holds and gates let it. Evidence is gathered before anything waits for
 * it; a route that moved meanwhile is left alone.
 * @throws ControllerError ERR_ROUTE_…, ERR_GATE_NOT_PASSED, ERR_CONTROLLER_PAUSED, ERR_STATE_CONFLICT
 */
export async function advanceRoute(
  context: ControlContext,
  id: string,
  author: Author,
  { force = false, expectedVersion }: Advance,
): Promise<CommandResult> {
  const started = performance.now()
  const judged = await context.queue.run(async () => whereTo(context, await readyToAdvance(context), id))
  const verdict = await context.gateKeeper.judge(id)
  if (verdict.verdict !== 'pass' && !force) throw notPassed(id, judged.next, verdict)
  return context.queue.run(async () => {
    const before = await readyToAdvance(context)
    refuseLateMove(before, { expectedVersion })
    const { route, next } = whereTo(context, before, id)
    if (route.stage !== judged.route.stage || route.weight !== judged.route.weight)
      throw new ControllerError(
        'ERR_STATE_CONFLICT',
        `route "${id}": it moved while its evidence was looked at`,
        'look at the status, and decide again',
      )
    const standings = { [id]: next }
    const done = await changeRecorded(context, { standings, mustServe: true }, (after) =>
      entryOf(after, standings, stepsOf('advance', author, before, after, standings, verdict)),
    )
    return resultOf(started, before, done, standings, warningsOf(verdict), true)
  })
}

function whereTo(
  context: ControlContext,
  snapshot: Snapshot,
  id: string,
): { readonly route: Route; readonly next: Standing } {
  const route = findFree(context, snapshot, id, { drift: 'holds' })
  const { pause } = context.state.restraints()
  if (pause)
    throw new ControllerError(
      'ERR_CONTROLLER_PAUSED',
      `nothing moves forward: ${pause.who} paused it${pause.why === null ? '' : ` (${pause.why})`}`,
      'strangler resume lets routes move again',
    )
  const [early] = earlierRoutes(route, snapshot.table)
  if (early)
    throw new ControllerError(
      'ERR_ROUTE_ORDER',
      `route "${id}": the plan has it after "${early.id}", which stands at ${early.weight}`,
      `move ${early.id} first`,
    )
  const next = nextStanding(route)
  if (next) return { route, next }
  throw new ControllerError(
    'ERR_ROUTE_AT_END',
    `route "${id}" is live: its candidate answers everything`,
    `strangler retire ${id} ends the move, with no way back`,
  )
}

function notPassed(id: string, next: Standing, { verdict, findings }: StepVerdict): ControllerError {
  const open = findings.filter((finding) => finding.verdict !== 'pass').map(({ sentence }) => sentence)
  const why = open.length > 0 ? open.join('; ') : 'there is no evidence'
  const where = next.stage === 'shadow' ? 'the shadow' : `${next.weight}%`
  return new ControllerError(
    'ERR_GATE_NOT_PASSED',
    `route "${id}" does not go to ${where}${verdict === 'fail' ? '' : ' yet'}: ${why}`,
    'wait for the evidence, or use force and say why',
  )
}

function warningsOf({ verdict, findings }: StepVerdict): readonly string[] {
  if (verdict === 'pass') return []
  const open = findings.flatMap((finding) => (finding.verdict === 'pass' ? [] : [finding.sentence]))
  return [`forced: ${open.join('; ') || 'there is no evidence'}`]
}
