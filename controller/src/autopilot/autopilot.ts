import { setTimeout as pause } from 'node:timers/promises'
import { isMovable, nextStanding, type Route, type StepVerdict } from '@strangler/migration-plan'
import { advanceRoute } from '../control/advance-route.ts'
import type { ControlContext } from '../control/context.ts'
import { policyOf } from '../control/snapshot.ts'
import { ControllerError, messageOf } from '../errors.ts'
import type { Evidence } from '../evidence/evidence.ts'
import type { Log } from '../log.ts'
import { createGuard } from './guard.ts'
import { waitsOf } from './waits.ts'

export interface Autopilot {
  close: () => Promise<void>
}

const EVERY_MS = 500

/**
 * While this controller leads: takes routes back where evidence speaks against their candidate, and makes the steps of
 * those that go by themselves. One that lost its database goes on taking back, as far as its evidence reaches.
 */
export function startAutopilot(context: ControlContext, evidence: Evidence, log: Log): Autopilot {
  const { state, tenure, events } = context
  const stopped = new AbortController()
  const guard = createGuard(context, evidence, log)
  const told = new Map<string, string>()
  let hasLed = false

  /** A verdict is news when it is another one. */
  function tell(route: string, verdict: StepVerdict | null): void {
    if (!verdict || told.get(route) === verdict.verdict) return
    told.set(route, verdict.verdict)
    const sentence = verdict.findings.find((finding) => finding.verdict === verdict.verdict)?.sentence ?? ''
    events.publish({ type: 'verdict', route, verdict: verdict.verdict, sentence })
  }

  async function walk(route: Route): Promise<void> {
    const verdict = evidence.verdictOf(route.id)
    tell(route.id, verdict)
    const policy = policyOf(state.current(), route.id)
    if (policy?.auto !== true || nextStanding(route) === null || tenure() !== 'leader') return
    if (waitsOf(context, route, verdict && withoutHook(verdict)).length > 0) return
    const author = { who: `controller ${context.name}`, why: 'all gates pass' }
    await advanceRoute(context, route.id, author, { expectedVersion: state.current().table.version })
  }

  async function once(): Promise<void> {
    hasLed = tenure() === 'leader' || (hasLed && tenure() === 'cut-off')
    const routes = state.peek()?.table.routes ?? []
    if (!hasLed) return
    await Promise.all(routes.filter(isMovable).map((route) => guard.look(route)))
    for (const { id } of routes) {
      // A step of another one may have changed what stands.
      const route = state.current().table.routes.find((known) => known.id === id)
      if (route && isMovable(route)) await walk(route).catch((error: unknown) => complain(route, error, log))
    }
  }

  async function work(): Promise<void> {
    while (!stopped.signal.aborted) {
      await once().catch((error: unknown) => log.error('autopilot', { error: messageOf(error) }))
      await pause(EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  }

  const working = work()
  return {
    async close() {
      stopped.abort()
      await working
    },
  }
}

/** The hook is asked by who makes the step. */
function withoutHook({ verdict, findings }: StepVerdict): StepVerdict {
  return { verdict, findings: findings.filter(({ gate }) => gate !== 'hook') }
}

/** What is only not yet so is no fault: the next look decides anew. */
function complain({ id }: Route, error: unknown, log: Log): void {
  const isNotYet =
    error instanceof ControllerError && ['ERR_GATE_NOT_PASSED', 'ERR_STATE_CONFLICT'].includes(error.code)
  if (!isNotYet) log.warn('a step was not made', { route: id, error: messageOf(error) })
}
