import { setTimeout as pause } from 'node:timers/promises'
import type { ControllerClient, TrafficAnswer } from '@strangler/controller'
import type { Plan } from '@strangler/migration-plan'
import { DemoError } from './errors.ts'
import { eventually } from './eventually.ts'
import { legacyRequests } from './report.ts'
import { wavesOf } from './waves.ts'

const DRAINED_WITHIN_MS = 30_000

/** Moves every route along its ramp, wave after wave; gives the seconds that each step took to be in effect. */
export async function moveAll(
  plan: Plan,
  controller: ControllerClient,
  options: { stepSeconds: number; tell: (line: string) => void },
): Promise<readonly number[]> {
  const seconds: number[] = []
  for (const wave of wavesOf(plan.routes)) {
    for (const weight of wave[0]?.ramp ?? []) {
      for (const { id } of wave) seconds.push((await controller.set(id, weight, 'demo')).secondsToEffect)
      options.tell(`${wave.map(({ id }) => id).join(', ')}: ${weight} %`)
      await pause(options.stepSeconds * 1000)
    }
  }
  return seconds
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
