import { setTimeout as pause } from 'node:timers/promises'
import type { ControllerClient, StatusAnswer, TrafficAnswer } from '@strangler/controller'
import { DemoError } from './errors.ts'
import { eventually } from './eventually.ts'
import type { FaultyService } from './faulty-service.ts'
import { followSteps, stepLine, type Step } from './follow-steps.ts'
import type { FaultTimes } from './planted-fault.ts'
import { legacyRequests } from './report.ts'

const DRAINED_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 300
/** As often people are told what routes wait for, while nothing moves. */
const SILENCE_MS = 10_000
/** The fault is planted once the candidate answers so many percent. */
const PLANTED_AT = 50
const LONGEST_MS = 20 * 60_000

/** What happened while the controller moved the routes. */
export interface Move {
  readonly steps: readonly Step[]
  readonly fault: FaultTimes
}

export interface MoveOptions {
  readonly route: string
  readonly service: FaultyService
  /** With the fault as far as it is known. */
  readonly tell: (line: string, fault: FaultTimes) => void
}

/** Watches the controller move every route by itself, and plants a fault in one on its way, which is mended again. */
export async function watchMove(
  controller: ControllerClient,
  { route, service, tell: tellWithFault }: MoveOptions,
): Promise<Move> {
  const next = followSteps(controller)
  const began = performance.now()
  const steps: Step[] = []
  const planted: { from: Date | null; to: Date | null } = { from: null, to: null }
  let spoken = performance.now()
  const tell = (line: string): void => tellWithFault(line, { route, secondsToSafe: null, ...planted })
  for (;;) {
    for (const step of await next()) {
      steps.push(step)
      tell(stepLine(step))
      spoken = performance.now()
      if (step.route !== route) continue
      if (step.to >= PLANTED_AT && step.action === 'advance' && planted.from === null) {
        service.fail()
        planted.from = new Date()
        tell(`${route}: a fault is planted in its candidate: every second page is an error now`)
      }
      if (step.action === 'rollback') {
        planted.to = new Date(step.at)
        service.mend()
        tell(`${route}: the candidate is mended`)
        await controller.restrain(route, 'release', 'the candidate is mended')
      }
    }
    const { routes } = await controller.status()
    const left = routes.filter(({ movable, stage }) => movable && stage !== 'live' && stage !== 'retired')
    if (left.length === 0) break
    if (performance.now() - began > LONGEST_MS) throw stuck(left)
    if (performance.now() - spoken > SILENCE_MS) {
      tell(waitingLine(left))
      spoken = performance.now()
    }
    await pause(LOOK_EVERY_MS)
  }
  return { steps, fault: { route, secondsToSafe: secondsToSafe(steps), ...planted } }
}

function waitingLine(left: StatusAnswer['routes']): string {
  const moving = left.filter(({ stage }) => stage !== 'legacy')
  const [first] = moving.length > 0 ? moving : left
  return `${first?.id ?? ''} waits: ${first?.waitsFor ?? 'its next step is due'}`
}

function stuck(left: StatusAnswer['routes']): DemoError {
  const what = left.map(({ id, waitsFor }) => `${id}: ${waitsFor ?? 'nothing'}`).join('; ')
  return new DemoError('ERR_DEMO_CONTROLLER', `the move does not end: ${what}; see var/log/controller.log`)
}

function secondsToSafe(steps: readonly Step[]): number | null {
  const seconds = steps.find(({ action }) => action === 'rollback')?.evidence?.['secondsFromFault']
  return typeof seconds === 'number' ? seconds : null
}

/** Ends the move of every route that is live: from then on its candidate answers alone. */
export async function retireAll(controller: ControllerClient): Promise<void> {
  const { routes } = await controller.status()
  for (const { id } of routes.filter(({ movable, stage }) => movable && stage === 'live'))
    await controller.retire(id, { reason: 'the move is over' })
}

/** Waits until the monolith has answered what it was asked; gives how many requests it has had. */
export async function drained(controller: ControllerClient): Promise<number> {
  const idle = async (): Promise<TrafficAnswer['routes'] | null> => {
    const { routes } = await controller.traffic()
    const legacy = routes.flatMap(({ planes }) => Object.values(planes).map((counted) => counted.legacy))
    return legacy.every(({ inFlight }) => inFlight === 0) ? routes : null
  }
  const routes = await eventually(idle, { withinMs: DRAINED_WITHIN_MS, everyMs: 100 }).catch(
    (cause: unknown) => {
      const what = 'the monolith still works on requests; see var/log/monolith.log'
      throw new DemoError('ERR_DEMO_LEGACY', what, { cause })
    },
  )
  return legacyRequests(routes)
}
