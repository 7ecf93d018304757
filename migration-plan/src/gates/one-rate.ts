import { evidenceAgainst, type Counted } from './mixture.ts'

/**
 * Rates that a count is compatible with at every look, however often one looks: some look finds the true one outside of
 * them with probability alpha at most (Robbins 1970; Howard, Ramdas, McAuliffe and Sekhon 2021).
 */
export function everlastingRates(
  counted: Counted,
  alpha: number,
): { readonly low: number; readonly high: number } {
  const { hits, tries } = counted
  if (tries <= 0) return { low: 0, high: 1 }
  const isOutside = (rate: number): boolean => evidenceAgainst(counted, rate) >= -Math.log(alpha)
  const seen = hits / tries
  const low = hits <= 0 ? 0 : bisect(isOutside, 0, seen)
  const high = hits >= tries ? 1 : bisect((rate) => !isOutside(rate), seen, 1)
  return { low, high }
}

/** The highest rate that a count is compatible with at every look. 1 without tries. */
export function highestRate(counted: Counted, confidence = 0.95): number {
  return everlastingRates(counted, 1 - confidence).high
}

/** Where a condition that holds from `from` on ceases to, up to `to`. */
function bisect(holds: (value: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to]
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2
    if (holds(middle)) low = middle
    else high = middle
  }
  return (low + high) / 2
}
