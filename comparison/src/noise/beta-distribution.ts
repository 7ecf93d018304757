import { logBeta } from './log-gamma.ts'

const MOST_TERMS = 500
const PRECISION = 1e-12
/** In the place of zero, which the continued fraction cannot divide by. */
const TINY = 1e-300

/** The regularised incomplete beta function I_x(a, b): the share of Beta(a, b) below x. DLMF 8.17.22. */
export function betaShare(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction converges quickly on one side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(1 - x, b, a)
  const scale = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a
  return scale * continuedFraction(x, a, b)
}

/** By Lentz's method. */
function continuedFraction(x: number, a: number, b: number): number {
  let value = 1
  let c = 1
  let d = 0
  for (let term = 1; term < MOST_TERMS; term++) {
    const numerator = numeratorOf(term, x, a, b)
    d = 1 / awayFromZero(1 + numerator * d)
    c = awayFromZero(1 + numerator / c)
    value *= c * d
    if (Math.abs(c * d - 1) < PRECISION) break
  }
  return 1 / value
}

function numeratorOf(term: number, x: number, a: number, b: number): number {
  const m = Math.floor(term / 2)
  if (term % 2 === 0) return (m * (b - m) * x) / ((a + term - 1) * (a + term))
  return (-(a + m) * (a + b + m) * x) / ((a + term - 1) * (a + term))
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}

/** The x with this share of Beta(a, b) below it. */
export function betaQuantile(share: number, a: number, b: number): number {
  let [low, high] = [0, 1]
  while (high - low > 1e-10) {
    const middle = (low + high) / 2
    if (betaShare(middle, a, b) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}
