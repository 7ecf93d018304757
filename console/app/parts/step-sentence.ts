import type { Step } from '../api/answers-of-the-api.ts'
import { standing } from './words.ts'

/** What a line of the audit tells, in a sentence. */
export function stepSentence(step: Step): string {
  return `${whatHappened(step)} by ${step.who}.`
}

function whatHappened({ action, route, from, to, fromStage, toStage }: Step): string {
  const before = fromStage === null ? `${String(from)} %` : standing({ stage: fromStage, weight: from })
  const after = toStage === null ? `${String(to)} %` : standing({ stage: toStage, weight: to })
  switch (action) {
    case 'hold':
      return `${route} is on hold at ${before}, put there`
    case 'release':
      return `${route} was released`
    case 'approve':
      return `The next step of ${route} was approved`
    case 'pause':
      return 'Everything was paused'
    case 'resume':
      return 'Routes may move again, let go'
    case 'adopt':
    case 'revert':
      return `${route}: what was done by hand was ${action === 'adopt' ? 'adopted' : 'reverted'}`
    case 'rollback':
      return `${route} was rolled back from ${before} to ${after}`
    default:
      return `${route} went from ${before} to ${after}, moved`
  }
}
