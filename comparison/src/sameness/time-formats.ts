export const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

export interface Reading {
  /** Since 1970; a time that names no zone is taken for UTC. */
  readonly ms: number
  readonly precisionMs: number
}

export interface TimeFormat {
  readonly pattern: RegExp
  readonly read: (groups: readonly (string | undefined)[]) => Reading | null
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTH = String.raw`(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?`
const CLOCK = String.raw`(\d{1,2})(?::(\d\d))?(?::(\d\d))?\s*([ap]\.?m\.?)|(\d{1,2}):(\d\d)(?::(\d\d))?|(noon|midnight)`

/** How pages and interfaces write points in time, in the order in which they are tried. */
export const FORMATS: readonly TimeFormat[] = [
  // RFC 3339 and its relatives: 1962-05-11T09:53:41.123Z, 1962-05-11 09:53, 1962-05-11.
  {
    pattern:
      /\b(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:\s?(Z|[+-]\d\d:?\d\d))?)?(?!\d)/g,
    read: ([year, month, day, hour, minute, second, fraction, zone]) =>
      reading(
        [Number(year), Number(month) - 1, Number(day)],
        hour === undefined ? null : [Number(hour), Number(minute), second, fraction],
        zone,
      ),
  },
  // RFC 9110 §5.6.7: Fri, 11 May 1962 09:53:41 GMT.
  {
    pattern: new RegExp(
      String.raw`\b(\d{1,2})[ -]${MONTH}[ -](\d{4})(?:,? (\d\d):(\d\d)(?::(\d\d))?(?: (GMT|UTC|[+-]\d{4}))?)?\b`,
      'gi',
    ),
    read: ([day, month, year, hour, minute, second, zone]) =>
      reading(
        [Number(year), monthOf(month), Number(day)],
        hour === undefined ? null : [Number(hour), Number(minute), second, undefined],
        zone,
      ),
  },
  // Django's and the American form: May 11, 1962, 9:53 a.m.
  {
    pattern: new RegExp(String.raw`\b${MONTH} (\d{1,2}),? (\d{4})(?:(?:,| at)? (?:${CLOCK})(?!\d))?`, 'gi'),
    read: ([month, day, year, hour12, minute12, second12, half, hour, minute, second, word]) =>
      reading(
        [Number(year), monthOf(month), Number(day)],
        clockOf({ hour12, minute12, second12, half, hour, minute, second, word }),
        undefined,
      ),
  },
]

type Clock = readonly [hour: number, minute: number, second: string | undefined, fraction: string | undefined]

function clockOf(parts: Readonly<Record<string, string | undefined>>): Clock | null {
  const { hour12, minute12, second12, half, hour, minute, second, word } = parts
  if (word !== undefined) return [word.toLowerCase() === 'noon' ? 12 : 0, 0, undefined, undefined]
  if (hour !== undefined) return [Number(hour), Number(minute), second, undefined]
  if (hour12 === undefined) return null
  const afternoon = half?.toLowerCase().startsWith('p') === true
  return [(Number(hour12) % 12) + (afternoon ? 12 : 0), Number(minute12 ?? 0), second12, undefined]
}

function monthOf(name: string | undefined): number {
  return MONTHS.indexOf(name?.slice(0, 3).toLowerCase() ?? '')
}

function reading(
  [year, month, day]: readonly [number, number, number],
  clock: Clock | null,
  zone: string | undefined,
): Reading | null {
  if (!isDate(year, month, day)) return null
  if (clock === null) return { ms: Date.UTC(year, month, day), precisionMs: DAY_MS }
  const [hour, minute, second, fraction] = clock
  if (hour > 24 || minute > 59) return null
  const ms = Date.UTC(
    year,
    month,
    day,
    hour,
    minute,
    Number(second ?? 0),
    Number(`0.${fraction ?? 0}`) * 1000,
  )
  return {
    ms: ms - zoneMs(zone),
    precisionMs: second === undefined ? MINUTE_MS : fraction === undefined ? 1000 : 1,
  }
}

function isDate(year: number, month: number, day: number): boolean {
  return year >= 1000 && month >= 0 && month <= 11 && day >= 1 && day <= 31
}

function zoneMs(zone: string | undefined): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)/.exec(zone ?? '') ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE_MS
}
