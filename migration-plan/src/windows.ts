import { DAYS } from './language/window.ts'
import type { Window, Windows } from './plan.ts'

/** Whether steps may be made at an instant: some window allows it, and none denies it. */
export function isOpen({ zone, allow, deny }: Windows, at: Date): boolean {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]))
  const day = DAYS.findIndex((name) => name === parts.get('weekday')) + 1
  return isOpenOn(day, Number(parts.get('hour')) * 60 + Number(parts.get('minute')), allow, deny)
}

/** Whether there is any time at all when steps may be made. */
export function isEverOpen({ allow, deny }: Pick<Windows, 'allow' | 'deny'>): boolean {
  // Time opens, if ever, where something allowed begins or something denied ends.
  const edges = [0, ...allow.map(({ from }) => from), ...deny.map(({ until }) => until)]
  return [1, 2, 3, 4, 5, 6, 7].some((day) => edges.some((minute) => isOpenOn(day, minute, allow, deny)))
}

function isOpenOn(day: number, minute: number, allow: readonly Window[], deny: readonly Window[]): boolean {
  const holds = ({ days, from, until }: Window): boolean =>
    days.includes(day) && minute >= from && minute < until
  return allow.some(holds) && !deny.some(holds)
}
