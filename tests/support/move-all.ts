import { connectController, readPlan, type System } from '@strangler/demo'
import { isMovable } from '@strangler/migration-plan'

/** Sets every route that can move to a weight, as an operator does. */
export async function moveAll(system: System, weight: number): Promise<void> {
  const controller = await connectController(system.contextFile)
  const { routes } = await readPlan()
  for (const { id } of routes.filter((route) => isMovable(route))) await controller.set(id, weight)
}
