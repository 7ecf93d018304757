import type { Evidence, Gates, Route } from '@strangler/migration-plan'
import { askHook, type HookQuestion } from './ask-hook.ts'

/** A step that a hook is asked about: from where the route stands, since when (milliseconds since 1970). */
export interface HookStep {
  readonly hook: NonNullable<Gates['hook']>
  readonly route: Pick<Route, 'id' | 'stage' | 'weight'>
  readonly since: number
}

/** What the hooks of the plan said of the steps that routes are before. */
export interface HookAnswers {
  /** Null where the hook was not asked of this step. */
  readonly of: (step: HookStep) => Evidence['hook']
  /** Asks, unless it said yes to this step, or no a moment ago. */
  readonly ask: (step: HookStep, question: Omit<HookQuestion, 'route'>) => Promise<void>
}

interface Answer {
  readonly step: string
  readonly at: number
  readonly answer: NonNullable<Evidence['hook']>
}

/** A hook that said no is asked again after that time. */
const ASK_AGAIN_MS = 15_000

/** `clock` gives milliseconds that only grow. */
export function createHookAnswers(clock: () => number = () => performance.now()): HookAnswers {
  const answers = new Map<string, Answer>()
  const known = (step: HookStep): Answer | undefined => {
    const answer = answers.get(step.route.id)
    return answer?.step === keyOf(step) ? answer : undefined
  }
  return {
    of: (step) => known(step)?.answer ?? null,
    async ask(step, question) {
      const before = known(step)
      if (before && (before.answer.isYes || clock() - before.at < ASK_AGAIN_MS)) return
      const { id, stage, weight } = step.route
      const answer = await askHook(step.hook, { ...question, route: { id, stage, weight } })
      answers.set(id, { step: keyOf(step), at: clock(), answer })
    },
  }
}

/** A yes holds for one step: not for the same one after the route went back, nor for what another hook would say. */
function keyOf({ hook, route: { stage, weight }, since }: HookStep): string {
  return JSON.stringify([hook.url, stage, weight, since])
}
