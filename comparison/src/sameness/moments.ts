import type { Scalar } from '../rules/rule.ts'
import { FORMATS, MINUTE_MS, type Reading } from './time-formats.ts'

/** A point in time that a value tells, and how finely: a date alone stands for a whole day. */
export interface Moment extends Reading {
  /** As it is written. */
  readonly text: string
}

export interface Moments {
  readonly moments: readonly Moment[]
  /** What is left without them. */
  readonly rest: string
}

const MOST_TEXT = 10_000
const YEAR_1990_S = 631_152_000
const YEAR_2100_S = 4_102_444_800

/** Every point in time that a text holds, or the one that a number is, in seconds or milliseconds since 1970. */
export function findMoments(value: Scalar): Moments {
  if (typeof value === 'number' || (typeof value === 'string' && /^\d{9,13}(?:\.\d+)?$/.test(value)))
    return epochMoment(value)
  let rest = String(value)
  if (rest.length > MOST_TEXT || !/\d/.test(rest)) return { moments: [], rest }
  const found: (Moment & { readonly at: number })[] = []
  for (const { pattern, read } of FORMATS)
    rest = rest.replaceAll(pattern, (text: string, ...groups: unknown[]) => {
      const reading = read(groups.filter((group): group is string | undefined => typeof group !== 'number'))
      if (reading === null) return text
      found.push({ ...reading, text, at: Number(groups.find((group) => typeof group === 'number')) })
      // As long as what it stands for, so that the places of later finds hold.
      return '\0'.repeat(text.length)
    })
  return {
    moments: found.toSorted((one, other) => one.at - other.at),
    rest: rest.replaceAll(/\0+/g, '\0'),
  }
}

function epochMoment(value: number | string): Moments {
  const number = Number(value)
  const seconds = number > YEAR_2100_S ? number / 1000 : number
  if (seconds < YEAR_1990_S || seconds > YEAR_2100_S) return { moments: [], rest: String(value) }
  const precisionMs = number > YEAR_2100_S ? 1 : 1000
  return { moments: [{ ms: seconds * 1000, precisionMs, text: String(value) }], rest: '\0' }
}

/** How far the clocks of two machines, and the work on an answer, may set its time off. */
const MOST_OFF_MS = 5000

/** When an answer came, and how long it was being made. */
export interface Made {
  readonly at: number
  readonly durationMs: number
}

/** Whether two values differ only in that each tells the time of its own answer; both write it in the same way. */
export function tellOwnTimes(legacy: Scalar, candidate: Scalar, made: Made, madeOther: Made): boolean {
  const [mine, yours] = [findMoments(legacy), findMoments(candidate)]
  return (
    typeof legacy === typeof candidate &&
    mine.moments.length > 0 &&
    mine.moments.length === yours.moments.length &&
    mine.rest === yours.rest &&
    mine.moments.every((moment, at) => {
      const twin = yours.moments[at]
      if (twin === undefined) return false
      const areOwn = isNow(moment, made) && isNow(twin, madeOther) && writingOf(moment) === writingOf(twin)
      return moment.text === twin.text || areOwn
    })
  )
}

/** How a time is written, whichever of its month it is. Django leaves `:00` out, and says noon for 12 p.m. */
function writingOf({ text }: Moment): string {
  const zone = /[+-]\d\d:?\d\d$/.exec(text)?.[0] ?? ''
  const clock = text
    .slice(0, text.length - zone.length)
    .replace(/noon|midnight/i, '12 p.m.')
    .replace(/(?::\d\d)?(\s?)[ap](?=\.?m\b)/i, '$1x')
  // How long a number is tells seconds since 1970 from milliseconds.
  return clock.replaceAll(/\d+/g, (digits) => (digits.length > 9 ? String(digits.length) : '0')) + zone
}

function isNow({ ms, precisionMs }: Moment, { at, durationMs }: Made): boolean {
  return ms <= at + MOST_OFF_MS && at <= ms + precisionMs + durationMs + MOST_OFF_MS
}

/** How far apart the times of two values are that are alike otherwise, in words; null where that is not all. */
export function timesApart(legacy: Scalar, candidate: Scalar): string | null {
  const [mine, yours] = [findMoments(legacy), findMoments(candidate)]
  if (mine.moments.length === 0 || mine.rest !== yours.rest) return null
  const apart = mine.moments.map(({ ms }, at) => (yours.moments[at]?.ms ?? Number.NaN) - ms)
  const [first] = apart.filter((ms) => ms !== 0)
  if (first === undefined) return 'the same time, written in another way'
  return Number.isNaN(first)
    ? null
    : `the candidate's is ${spanWords(Math.abs(first))} ${first > 0 ? 'later' : 'earlier'}`
}

function spanWords(ms: number): string {
  const units = [
    [24 * 60 * MINUTE_MS, 'day'],
    [60 * MINUTE_MS, 'hour'],
    [MINUTE_MS, 'minute'],
    [1000, 'second'],
  ] as const
  const [size, unit] = units.find(([size]) => ms >= size) ?? [1, 'millisecond']
  const count = Math.round((ms / size) * 100) / 100
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
