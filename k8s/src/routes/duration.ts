const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const

/** Milliseconds as the Gateway API writes durations (GEP-2257), such as `1m2s500ms`. */
export function gatewayDuration(ms: number): string {
  let left = ms
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(left / size)
    left %= size
    return count === 0 ? [] : [`${count}${unit}`]
  })
  return parts.join('') || '0s'
}
