import type { Evidence, Gates, Route } from '@strangler/migration-plan'
import { askHook, type HookQuestion } from './ask-hook.ts'

/** What the hooks of the plan said of the steps that routes are before. */
export interface HookAnswers {
  /** Null where the hook was not asked of this step. */
  readonly of: (route: Route) => Evidence['hook']
  /** Asks, unless it said yes to this step, or no a moment ago. */
  readonly ask: (
    hook: NonNullable<Gates['hook']>,
    route: Route,
    question: Omit<HookQuestion, 'route'>,
  ) => Promise<void>
}

interface Answer {
  readonly step: string
  readonly at: number
  readonly answer: NonNullable<Evidence['hook']>
}

/** A hook that said no is asked again after that time. */
const ASK_AGAIN_MS = 15_000

export function createHookAnswers(): HookAnswers {
  const answers = new Map<string, Answer>()
  const known = (route: Route): Answer | undefined => {
    const answer = answers.get(route.id)
    return answer?.step === stepOf(route) ? answer : undefined
  }
  return {
    of: (route) => known(route)?.answer ?? null,
    async ask(hook, route, question) {
      const before = known(route)
      if (before && (before.answer.isYes || performance.now() - before.at < ASK_AGAIN_MS)) return
      const { id, stage, weight } = route
      const answer = await askHook(hook, { ...question, route: { id, stage, weight } })
      answers.set(id, { step: stepOf(route), at: performance.now(), answer })
    },
  }
}

/** A yes holds for one step. */
function stepOf({ stage, weight }: Route): string {
  return `${stage} ${weight}`
}
