import { setTimeout as pause } from 'node:timers/promises'
import type { Plan } from '@strangler/migration-plan'
import type { ControllerClient } from './controller-client.ts'
import { DemoError } from './errors.ts'
import { perRoute } from './report.ts'
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
      for (const { id } of wave) seconds.push(await controller.setWeight(id, weight))
      options.tell(`${wave.map(({ id }) => id).join(', ')}: ${weight} %`)
      await pause(options.stepSeconds * 1000)
    }
  }
  return seconds
}

/** Waits until the monolith has answered what it was asked; gives how many requests it has had. */
export async function drained(controller: ControllerClient): Promise<number> {
  for (let waited = 0; waited < DRAINED_WITHIN_MS; waited += 100) {
    const traffic = await controller.traffic()
    const inFlight = traffic.flatMap(({ planes }) =>
      Object.values(planes).map(({ legacy }) => legacy.inFlight),
    )
    if (inFlight.every((count) => count === 0)) return legacyRequests(controller)
    await pause(100)
  }
  throw new DemoError('ERR_DEMO_LEGACY', 'the monolith still works on requests; see var/log/monolith.log')
}

/** Requests that the planes have sent to the monolith since they began. */
export async function legacyRequests(controller: ControllerClient): Promise<number> {
  return perRoute(await controller.traffic()).reduce((sum, { legacy }) => sum + legacy, 0)
}
