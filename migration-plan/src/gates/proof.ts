/**
 * How likely a gate ever fails between two steps, at any of however many looks, while what it guards is just as it may be.
 * Half of that is for all that was counted since the last step, half for all the windows since then together.
 */
export const FAIL_ALPHA = 0.001

/** How likely it ever passes while what it guards is not as it may be. */
export const PASS_ALPHA = 0.05

/** Whether evidence against a candidate is proof, in all that was counted since the last step. */
export function isProof(evidence: number): boolean {
  return evidence >= Math.log(2 / FAIL_ALPHA)
}

/** Whether it is in the nth window: 1/2 + 1/6 + 1/12 + … of what all windows may be wrong is 1. */
export function isProofInWindow(evidence: number, nth: number): boolean {
  return evidence >= Math.log((2 * nth * (nth + 1)) / FAIL_ALPHA)
}

/** Whether evidence for a candidate is enough to go on. */
export function isEnough(evidence: number): boolean {
  return evidence >= Math.log(1 / PASS_ALPHA)
}

/** Beyond that nobody waits. */
const MOST_TRIES = 1e7

/**
 * About how many more tries are needed, at the rates that were seen, until a condition holds of the counts as many times
 * over; null if it never will so.
 */
export function missingTries(tries: number, holds: (times: number) => boolean): number | null {
  let [few, many] = [1, 1]
  while (!holds(many)) {
    few = many
    many *= 2
    if (many * tries > MOST_TRIES) return null
  }
  while (many / few > 1.03) {
    const middle = Math.sqrt(few * many)
    if (holds(middle)) many = middle
    else few = middle
  }
  return Math.max(1, Math.round((many - 1) * tries))
}

/** Counts as many times over. */
export function grown(
  { hits, tries }: { readonly hits: number; readonly tries: number },
  times: number,
): { readonly hits: number; readonly tries: number } {
  return { hits: hits * times, tries: tries * times }
}
