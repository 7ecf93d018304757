/** Bounds of a rate by what was counted: `hits` of `tries`. */
export interface Counted {
  readonly hits: number
  readonly tries: number
}

/**
 * The highest rate that what was counted agrees with, at one look (Clopper and Pearson 1934): the rate at which so few
 * hits or fewer have probability 1 - confidence. 1 without tries.
 */
export function highestRate({ hits, tries }: Counted, confidence = 0.95): number {
  if (tries <= 0 || hits >= tries) return 1
  return bisect((rate) => logLowerTail(hits, tries, rate) > Math.log(1 - confidence))
}

/** Whether the highest rate that what was counted agrees with is within a limit. */
export function isSurelyWithin({ hits, tries }: Counted, limit: number, confidence = 0.95): boolean {
  if (tries <= 0 || hits >= tries) return limit >= 1
  return logLowerTail(hits, tries, limit) <= Math.log(1 - confidence)
}

/**
 * Rates that a count is compatible with at every look, however often one looks: outside of them a mixture of likelihood
 * ratios exceeds 1/alpha, which it ever does with probability alpha at most (Robbins 1970; Ville's inequality; for
 * proportions see Howard, Ramdas, McAuliffe and Sekhon 2021). The mixture is Jeffreys' prior, Beta(1/2, 1/2).
 */
export function everlastingRates(
  { hits, tries }: Counted,
  alpha: number,
): { readonly low: number; readonly high: number } {
  if (tries <= 0) return { low: 0, high: 1 }
  const mixture = logBeta(hits + 0.5, tries - hits + 0.5) - logBeta(0.5, 0.5)
  const isOutside = (rate: number): boolean =>
    mixture - hits * logOf(rate) - (tries - hits) * logOf(1 - rate) >= -Math.log(alpha)
  const seen = hits / tries
  const low = hits === 0 ? 0 : bisect((rate) => isOutside(rate), 0, seen)
  const high = hits === tries ? 1 : bisect((rate) => !isOutside(rate), seen, 1)
  return { low, high }
}

/** Where a condition that holds from `from` on ceases to, up to `to`. */
function bisect(holds: (value: number) => boolean, from = 0, to = 1): number {
  let [low, high] = [from, to]
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2
    if (holds(middle)) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Logarithm of the probability of at most `hits` in `tries`. */
function logLowerTail(hits: number, tries: number, rate: number): number {
  // Up to the rate that was seen, so few hits are as likely as not, which is all that is asked.
  if (rate * tries <= hits) return 0
  // From the likeliest term down, so that the sum ends where terms no longer count.
  let term = logChoose(tries, hits) + hits * Math.log(rate) + (tries - hits) * Math.log1p(-rate)
  const first = term
  let sum = 1
  for (let count = hits; count > 0; count--) {
    term += Math.log(count) - Math.log(tries - count + 1) + Math.log1p(-rate) - Math.log(rate)
    const part = Math.exp(term - first)
    sum += part
    if (part < sum * 1e-12) break
  }
  return first + Math.log(sum)
}

function logOf(value: number): number {
  return value <= 0 ? -Infinity : Math.log(value)
}

function logChoose(from: number, count: number): number {
  return logGamma(from + 1) - logGamma(count + 1) - logGamma(from - count + 1)
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}

/** Stirling's series, its argument raised beyond 10 first (Abramowitz and Stegun 6.1.41): exact to 12 digits. */
function logGamma(value: number): number {
  let [x, shift] = [value, 0]
  while (x < 10) {
    shift -= Math.log(x)
    x += 1
  }
  const inverse = 1 / (x * x)
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / x
  return shift + (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series
}
