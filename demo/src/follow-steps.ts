import type { ControllerClient, StepsAnswer } from '@strangler/controller'

export type Step = StepsAnswer['steps'][number]

const LATEST = 200

/** Tells of every step that was made since it was last asked, oldest first. */
export function followSteps(controller: ControllerClient): () => Promise<readonly Step[]> {
  const told = new Set<string>()
  return async () => {
    const { steps } = await controller.steps({ limit: LATEST })
    const news = steps.filter(({ id }) => !told.has(id)).toReversed()
    for (const { id } of news) told.add(id)
    return news
  }
}

/** A step in a line. */
export function stepLine({ action, route, from, to, toStage, why }: Step): string {
  const where = toStage === 'shadow' ? 'the shadow' : `${to}%`
  if (action === 'advance') return `${route}: ${from}% -> ${where}`
  if (action === 'rollback') return `${route}: ROLLED BACK from ${from}% to ${to}%: ${why ?? ''}`
  return `${route}: ${action}${why === null ? '' : `: ${why}`}`
}
