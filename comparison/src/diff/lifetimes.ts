/** How far two lifetimes may be apart: as two clocks are, or a hundredth of a long one. */
const NEAR_MS = 5000
const NEAR_SHARE = 0.01

/** Whether two things are kept about as long; null is until the browser is closed, 0 not at all. */
export function lastAlike(one: number | null, other: number | null): boolean {
  if (one === null || other === null || one === 0 || other === 0) return one === other
  return Math.abs(one - other) <= Math.max(NEAR_MS, NEAR_SHARE * Math.max(one, other))
}

export function lifetimeWords(ms: number | null): string {
  if (ms === null) return 'until the browser is closed'
  return ms === 0 ? 'taken away' : `${Math.round(ms / 1000)} s`
}
