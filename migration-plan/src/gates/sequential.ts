import type { Counted } from './binomial.ts'

/**
 * How likely a gate ever fails, at any of however many looks, while what it guards is just as it may be. Split where a
 * verdict rests on two counts.
 */
export const ALPHA = 0.001

/** Beyond that nobody waits. */
const MOST_TRIES = 1e7

/**
 * How many more tries are needed, at the rate that was seen, until a condition on the counts holds; null if it never
 * will so.
 */
export function missingTries(counted: Counted, holds: (grown: Counted) => boolean): number | null {
  const rate = counted.hits / Math.max(1, counted.tries)
  const grown = (tries: number): Counted => ({ hits: Math.round(rate * tries), tries })
  let enough = Math.max(1, counted.tries)
  while (!holds(grown(enough))) {
    enough *= 2
    if (enough > MOST_TRIES) return null
  }
  let [few, many] = [counted.tries, enough]
  while (many - few > Math.max(1, many / 100)) {
    const middle = Math.round((few + many) / 2)
    if (holds(grown(middle))) many = middle
    else few = middle
  }
  return Math.max(1, Math.round(many - counted.tries))
}
