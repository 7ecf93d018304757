import { isMovable, type Route, type StepVerdict } from '@strangler/migration-plan'
import type { Author } from '../control/author.ts'
import type { ControlContext } from '../control/context.ts'
import { rollBack } from '../control/commands.ts'
import { holdRoute, isDrifted } from '../control/restrain-routes.ts'
import type { Evidence } from '../evidence/evidence.ts'
import { isSideUp } from '../evidence/health.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { holdOf } from '../store/restraints.ts'
import { retreatOf } from './retreat.ts'

/** A further step back is made no sooner, so that legacy shows how it takes the one before. */
const NEXT_STEP_BACK_MS = 5000

/** While a candidate on its ramp is down, planes have legacy answer: who only restarts is waited for so long. */
const RESTARTS_WITHIN_MS = 30_000

/** Takes routes back where evidence speaks against their candidate. */
export interface Guard {
  /** Judges a route as it stands, and does what has to be done. Never throws. */
  readonly look: (route: Route) => Promise<void>
}

export function createGuard(context: ControlContext, evidence: Evidence, log: Log): Guard {
  const retreated = new Map<string, number>()
  /** What was said of a route that stays, so that it is said once. */
  const said = new Map<string, string>()

  async function goBack(route: Route, verdict: StepVerdict): Promise<void> {
    const { id } = route
    if (performance.now() - (retreated.get(id) ?? -Infinity) < NEXT_STEP_BACK_MS) return
    const isDown = verdict.findings.some(({ gate, verdict: says }) => gate === 'health' && says === 'fail')
    const { to, says } = retreatOf(route, isDown, {
      isUp: isSideUp(context.views, id, 'legacy'),
      rate: evidence.rateOf(id),
      peak: evidence.peakOf(id),
    })
    const author = authorOf(context, verdict, says)
    if (to === null) return stay(route, author)
    retreated.set(id, performance.now())
    const seenAt = evidence.faultSince(id)
    const result = await rollBack(context, id, author, { to, fault: verdict, faultSeenAt: seenAt })
    log.warn('rolled back', { route: id, to, why: author.why, secondsToEffect: result.secondsToEffect })
  }

  /** Nobody moves it forward meanwhile; it goes back as soon as there is somebody to go back to. */
  async function stay({ id }: Route, author: Author): Promise<void> {
    const why = author.why ?? ''
    if (said.get(id) !== why) log.error('not rolled back', { route: id, why })
    said.set(id, why)
    if (!holdOf(context.state.restraints(), id)) await holdRoute(context, id, author, 'gate')
  }

  /** In the shadow the candidate harms nobody: the route waits there, and goes on being compared. */
  async function holdInShadow({ id }: Route, verdict: StepVerdict): Promise<void> {
    if (!isDownOnly(verdict) && !holdOf(context.state.restraints(), id))
      await holdRoute(context, id, authorOf(context, verdict, null), 'gate')
  }

  async function act(route: Route, verdict: StepVerdict): Promise<void> {
    const isBeingRetreated =
      holdOf(context.state.restraints(), route.id)?.cause === 'gate' && route.weight > 0
    if (verdict.verdict !== 'fail' && !isBeingRetreated) return
    // Who changed it by hand has the say.
    if (isDrifted(context, route.id)) return
    if (route.stage === 'shadow') await holdInShadow(route, verdict)
    else if (route.stage === 'live' || !mayOnlyRestart(verdict, evidence.faultSince(route.id)))
      await goBack(route, verdict)
  }

  return {
    async look(route) {
      if (!isMovable(route) || route.stage === 'legacy' || route.stage === 'retired') return
      const verdict = evidence.safetyOf(route.id)
      if (!verdict) return
      await act(route, verdict).catch((error: unknown) => {
        log.error('going back failed', { route: route.id, error: messageOf(error) })
      })
    },
  }
}

function mayOnlyRestart(verdict: StepVerdict, downSince: number | null): boolean {
  // Null: it was only just seen.
  return isDownOnly(verdict) && (downSince === null || Date.now() - downSince < RESTARTS_WITHIN_MS)
}

function isDownOnly({ findings }: StepVerdict): boolean {
  const failed = findings.filter(({ verdict }) => verdict === 'fail')
  return failed.length > 0 && failed.every(({ gate }) => gate === 'health')
}

function authorOf({ name }: ControlContext, { findings }: StepVerdict, says: string | null): Author {
  const failed = findings.filter(({ verdict }) => verdict === 'fail').map(({ sentence }) => sentence)
  return { who: `controller ${name}`, why: [...failed, says ?? []].flat().join('; ') || 'a step back' }
}
