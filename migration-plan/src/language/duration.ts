const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** How the plan writes durations: a whole number and its unit. */
export const DURATION = /^([0-9]{1,9})(ms|s|m|h|d)$/

/** A duration of the plan in milliseconds; NaN if the text is none. */
export function durationMs(text: string): number {
  const [, count, unit] = DURATION.exec(text) ?? []
  return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]
}
