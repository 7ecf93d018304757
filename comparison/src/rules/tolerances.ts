import { findMoments } from '../sameness/moments.ts'
import type { Scalar } from './rule.ts'

const NUMBER = /[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g
/** Sums of floats are off in their last bits: 0.3 - 0.2 is not 0.1. */
const ROUNDING = 1e-9

/** Whether two values are numbers, or texts that are alike but for their numbers, at most `within` apart. */
export function areNumbersNear(one: Scalar, other: Scalar, within: number): boolean {
  const [texts, others] = [String(one), String(other)]
  if (texts.replaceAll(NUMBER, '#') !== others.replaceAll(NUMBER, '#')) return false
  const twins = others.match(NUMBER) ?? []
  return (texts.match(NUMBER) ?? []).every(
    (number, at) => Math.abs(Number(number) - Number(twins[at])) <= within * (1 + ROUNDING),
  )
}

/** The same of points in time; a number is seconds or milliseconds since 1970. */
export function areTimesNear(one: Scalar, other: Scalar, within: number): boolean {
  const [mine, yours] = [findMoments(one), findMoments(other)]
  return (
    mine.moments.length > 0 &&
    mine.rest === yours.rest &&
    mine.moments.every(({ ms }, at) => Math.abs(ms - (yours.moments[at]?.ms ?? Number.NaN)) <= within)
  )
}
