import { isMovable, sampleOf, type Route } from '@strangler/migration-plan'
import type { RouteComparisonsAnswer } from '../../http/comparison-schemas.ts'
import { CliError } from '../cli-error.ts'
import { tone, type Report } from '../terminal.ts'
import { percent } from './summary-text.ts'

/** A share as plans write it (`0.1%`), 0 to 1. @throws CliError */
export function parseShare(text: string): number {
  const [, number = ''] = /^(\d{1,3}(?:\.\d{1,4})?)%?$/.exec(text) ?? []
  if (number !== '' && Number(number) <= 100) return Number(number) / 100
  throw new CliError('ERR_CLI_USAGE', `"${text}" is no share of answers`, 'give percent, such as 0.1%')
}

export interface Demand {
  readonly most: number
  readonly min: number
  /** Whether the upper bound is held to it, and not the rate that was seen. */
  readonly bound: boolean
}

/**
 * What there is to say if the demand is met; `standing` is the route as it stands.
 * @throws CliError ERR_CLI_MISMATCH, ERR_CLI_TOO_FEW
 */
export function judgeRate(
  answer: RouteComparisonsAnswer,
  standing: Route | undefined,
  { most, min, bound }: Demand,
): Report {
  const { route, pairs, mismatches } = answer
  const rate = answer.rate ?? 0
  const json = { route, pairs, mismatches, rate: answer.rate, bound: answer.bound, most, min }
  const seen = `${mismatches} of ${pairs} mismatch: ${percent(rate)}, at most ${percent(answer.bound)} with 95 % confidence`
  // Of nothing there is no rate.
  const fewest = Math.max(min, 1)
  if (pairs < fewest)
    throw new CliError(
      'ERR_CLI_TOO_FEW',
      `route "${route}": ${seen}; that is fewer than ${fewest} comparisons`,
      standing ? remedyFor(standing) : WAIT,
      json,
    )
  if ((bound ? answer.bound : rate) > most)
    throw new CliError(
      'ERR_CLI_MISMATCH',
      `route "${route}": ${seen}; allowed is ${percent(most)}`,
      `see strangler compare ${route}`,
      json,
    )
  return { json, text: `${route}: ${tone('good', 'ok')}, ${seen}; allowed is ${percent(most)}` }
}

const WAIT = 'wait for more, or compare a larger sample'

/** What has to be done for more to be compared. */
function remedyFor(route: Route): string {
  if (sampleOf(route) > 0) return WAIT
  if (!isMovable(route)) return 'it has no two sides to compare: leave it out'
  if (route.compare.sample === 0) return 'none is compared: give the route a compare.sample in the plan'
  return route.stage === 'legacy'
    ? `none is compared before its shadow: strangler shadow ${route.id}`
    : 'none is compared once it is retired: give --since a time before'
}
