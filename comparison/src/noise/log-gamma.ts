/** Lanczos' approximation with g = 7 and n = 9 (Godfrey's coefficients); good to 15 digits. */
const COEFFICIENTS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]
const G = 7

/** ln Γ(x), for x above 0. */
export function logGamma(x: number): number {
  const [first = 0, ...rest] = COEFFICIENTS
  const sum = rest.reduce((series, coefficient, at) => series + coefficient / (x + at), first)
  const base = x - 0.5 + G
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum)
}

/** ln B(a, b), for a and b above 0. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}
