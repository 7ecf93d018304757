import { connectController } from '../connect-controller.ts'
import { DemoError } from '../errors.ts'
import { eventually } from '../eventually.ts'

const FOLLOW_WITHIN_MS = 15_000

/** Waits until the planes serve what the controller holds: one that has just started has every route at legacy. */
export async function planesFollow(contextFile: string): Promise<void> {
  const controller = await connectController(contextFile)
  const follow = async (): Promise<boolean> => {
    const { planes } = await controller.status()
    return planes.every(({ inSync }) => inSync)
  }
  await eventually(follow, { withinMs: FOLLOW_WITHIN_MS }).catch((cause: unknown) => {
    const what =
      'a plane does not follow the controller; see controller.log, edge.log and proxy.log in var/log'
    throw new DemoError('ERR_DEMO_CONTROLLER', what, { cause })
  })
}
