import type { Replayed } from '../../replay/replay.ts'
import { CliError } from '../cli-error.ts'
import { percent } from './summary-text.ts'

/** What speaks against the routes that were replayed: ERR_CLI_TOO_FEW, ERR_CLI_MISMATCH, or nothing. */
export function judgeReplay(replayed: Replayed, most: number, min: number): CliError | null {
  const { routes } = replayed
  const details = { ...replayed }
  const pairs = routes.reduce((sum, route) => sum + route.pairs, 0)
  // Of nothing there is no rate.
  const fewest = Math.max(min, 1)
  if (pairs < fewest)
    return new CliError(
      'ERR_CLI_TOO_FEW',
      `${pairs} compared; that is fewer than ${fewest} comparisons`,
      'record more, or see whether both sides answer',
      details,
    )
  const failing = routes.filter(({ rate }) => (rate ?? 0) > most)
  if (failing.length === 0) return null
  const told = failing.map(
    ({ route, mismatches, pairs: of, rate }) => `${route} ${mismatches} of ${of} (${percent(rate ?? 0)})`,
  )
  return new CliError(
    'ERR_CLI_MISMATCH',
    `too many mismatch: ${told.join(', ')}; allowed is ${percent(most)}`,
    'look at what differs, mend the candidate, or rule it out in the plan',
    details,
  )
}
