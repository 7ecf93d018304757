import { logBeta } from './log-beta.ts'

/** What was counted: `hits` of `tries`. Neither has to be whole. */
export interface Counted {
  readonly hits: number
  readonly tries: number
}

/**
 * What is thought of a rate before anything is counted: an equal mixture of Beta(1/2, b), so that rates of about 50 %,
 * 10 %, 1 % and 0.1 % and below are all found about as fast as by whoever had guessed which of them it is.
 */
const SCALES = [0.5, 5, 50, 500]
const PRIORS = SCALES.map((b) => ({ b, log: Math.log(SCALES.length) + logBeta(0.5, b) }))

/** Logarithm of how likely these counts are, one after the other, if the rate is any, mixed as above. */
export function logMixture({ hits, tries }: Counted): number {
  const parts = PRIORS.map(({ b, log }) => logBeta(0.5 + hits, b + tries - hits) - log)
  return logSum(parts)
}

/** Logarithm of how likely they are at one rate. */
export function logLikelihood({ hits, tries }: Counted, rate: number): number {
  return times(hits, rate) + times(tries - hits, 1 - rate)
}

/**
 * Evidence against all rates from `from` to `to`, as a logarithm: the least, over these rates, of how much likelier the
 * counts are by the mixture. If one of them is true, it ever reaches ln(1/alpha) with probability alpha at most, however
 * often one looks (Ville 1939; Robbins 1970). Evidence of independent counts may be added.
 */
export function evidenceAgainst(counted: Counted, from: number, to = from): number {
  if (counted.tries <= 0) return 0
  const nearest = Math.min(to, Math.max(from, counted.hits / counted.tries))
  return logMixture(counted) - logLikelihood(counted, nearest)
}

/** Logarithm of a sum of numbers whose logarithms are given. */
export function logSum(logs: readonly number[]): number {
  const most = Math.max(...logs)
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0))
}

function times(count: number, rate: number): number {
  if (count <= 0) return 0
  return rate <= 0 ? -Infinity : count * Math.log(rate)
}
