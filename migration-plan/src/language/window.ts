import type { Window } from '../plan.ts'

export const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

const DAILY = 'daily'
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d|24:00`
const FORM = new RegExp(`^(\\S+?)(?: (${TIME})-(${TIME}))?$`)

export type ParsedWindow =
  { readonly ok: true; readonly window: Window } | { readonly ok: false; readonly reason: string }

/** Reads `Mon-Thu 09:00-17:00`, `Fri 15:00-24:00`, `Sat,Sun`, `daily 02:00-04:00`. */
export function parseWindow(text: string): ParsedWindow {
  const found = FORM.exec(text)
  if (!found) return { ok: false, reason: 'it is not days and, behind a blank, times such as 09:00-17:00' }
  const [, named = '', opens = '00:00', closes = '24:00'] = found
  const days = named === DAILY ? [1, 2, 3, 4, 5, 6, 7] : named.split(',').flatMap(daysOf)
  if (days.includes(0))
    return { ok: false, reason: `days are ${DAYS.join(', ')}, ranges of them, or ${DAILY}` }
  const [from, until] = [minutesOf(opens), minutesOf(closes)]
  if (from >= until)
    return { ok: false, reason: 'it ends before it begins; past midnight is a window of the next day' }
  return { ok: true, window: { days: [...new Set(days)].sort(), from, until } }
}

/** `Mon` or `Fri-Mon`, as numbers; 0 stands for what is no day. */
function daysOf(range: string): readonly number[] {
  const [first = 0, last = first, ...more] = range.split('-').map(numberOf)
  if (first === 0 || last === 0 || more.length > 0) return [0]
  const count = ((last - first + 7) % 7) + 1
  return Array.from({ length: count }, (_, at) => ((first - 1 + at) % 7) + 1)
}

function numberOf(name: string): number {
  return DAYS.findIndex((day) => day === name) + 1
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

/** A window as parseWindow reads it. */
export function windowText({ days, from, until }: Window): string {
  const time = (minutes: number): string =>
    [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
  const named = days.length === 7 ? DAILY : days.map((day) => DAYS[day - 1] ?? '').join(',')
  return `${named} ${time(from)}-${time(until)}`
}
