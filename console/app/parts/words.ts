import type { RouteStatus, Stage, Standing } from '../api/answers-of-the-api.ts'

/** A rate such as `0.4/s`, `12/s`. */
export function perSecond(rate: number): string {
  return `${number(rate)}/s`
}

/** At most three digits that mean something. */
export function number(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en')
  if (value >= 100 || Number.isInteger(value)) return value.toFixed(0)
  return value.toFixed(value >= 10 ? 1 : 2).replace(/\.?0+$/, '')
}

/** A share from 0 to 1 as `0.5 %`. */
export function percent(share: number): string {
  const value = share * 100
  if (value > 0 && value < 0.01) return '< 0.01 %'
  return `${number(value)} %`
}

export function milliseconds(value: number | null): string {
  return value === null ? '–' : `${number(value)} ms`
}

/** A time as `12 s`, `5 min`, `3 h`, `2 d`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 100) return `${String(seconds)} s`
  if (seconds < 5400) return `${String(Math.round(seconds / 60))} min`
  if (seconds < 172_800) return `${String(Math.round(seconds / 3600))} h`
  return `${String(Math.round(seconds / 86_400))} d`
}

/** How long ago a point in time is, by this machine's clock. */
export function ago(iso: string): string {
  return `${duration(Date.now() - Date.parse(iso))} ago`
}

/** A point in time as people here write it. */
export function clock(iso: string): string {
  const at = new Date(iso)
  const pad = (part: number): string => String(part).padStart(2, '0')
  const day = `${String(at.getFullYear())}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
  return `${day} ${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`
}

/** `shadow`, `33 %`, `live`, such as a step leads to. */
export function standing({ stage, weight }: Standing): string {
  return stage === 'ramp' ? `${String(weight)} %` : STAGES[stage]
}

const STAGES: Readonly<Record<Stage, string>> = {
  legacy: 'legacy',
  shadow: 'the shadow',
  ramp: 'the ramp',
  live: 'live',
  retired: 'retired',
}

/** `GET, HEAD shop.example/search`. */
export function matchText({ match: { host, path, methods } }: Pick<RouteStatus, 'match'>): string {
  const verbs = methods === null ? '' : `${methods.join(', ')} `
  return `${verbs}${host ?? ''}${path}`
}

export function count(amount: number, one: string, more = `${one}s`): string {
  return `${number(amount)} ${amount === 1 ? one : more}`
}
