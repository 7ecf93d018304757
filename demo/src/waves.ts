import { isMovable, type PlanRoute } from '@strangler/migration-plan'

/** The routes that move together: each wave comes after all that its routes wait for. */
export function wavesOf(routes: readonly PlanRoute[]): readonly (readonly PlanRoute[])[] {
  const waves: PlanRoute[][] = []
  const moved = new Set<string>()
  let left = routes.filter((route) => isMovable(route))
  while (left.length > 0) {
    const wave = left.filter(({ after }) => after.every((id) => moved.has(id)))
    // A plan with a circle was refused when it was read.
    if (wave.length === 0) break
    for (const { id } of wave) moved.add(id)
    waves.push(wave)
    left = left.filter(({ id }) => !moved.has(id))
  }
  return waves
}
