import type { Evidence } from './evidence.ts'

/** Numbers as sentences have them. */
export function share(hits: number, tries: number): string {
  return `${number(hits)} of ${number(tries)}${tries > 0 ? ` (${percent(hits / tries)})` : ''}`
}

/** A rate between 0 and 1. */
export function percent(rate: number): string {
  const value = rate * 100
  return `${value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2)}%`
}

export function number(value: number): string {
  return new Intl.NumberFormat('en-GB').format(value)
}

export function duration(ms: number): string {
  const minutes = ms / 60_000
  if (minutes < 1) return `${Math.max(1, Math.ceil(ms / 1000))} s`
  if (minutes < 100) return `${Math.ceil(minutes)} min`
  const hours = minutes / 60
  return hours < 48 ? `${Math.ceil(hours)} h` : `${Math.ceil(hours / 24)} days`
}

/** How many of something come in, per millisecond, since the route stands where it does; 0 if that cannot be told. */
export function pace(count: number, { since, now }: Pick<Evidence, 'since' | 'now'>): number {
  return since === null || now <= since ? 0 : count / (now - since)
}

/** How long it takes, as things go, and when that is over; nothing is known of what stands still. */
export function wait(
  missing: number,
  perMs: number,
  now: number,
): { readonly words: string; readonly passesAt: number | null } {
  if (perMs <= 0) return { words: 'and nothing comes in', passesAt: null }
  const ms = missing / perMs
  return { words: `about ${duration(ms)} more at ${rate(perMs)}`, passesAt: now + ms }
}

function rate(perMs: number): string {
  const perSecond = perMs * 1000
  if (perSecond >= 1) return `${perSecond.toFixed(perSecond >= 10 ? 0 : 1)} a second`
  const perMinute = perSecond * 60
  return perMinute >= 1 ? `${perMinute.toFixed(0)} a minute` : `${(perMinute * 60).toFixed(1)} an hour`
}
