const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const

/** A length of time for people, in its largest unit or two: `2 d 3 h`, `5 min`, `12 s`. */
export function ago(ms: number): string {
  const at = UNITS.findIndex(([, length]) => ms >= length)
  const [unit, length] = UNITS[at] ?? ['s', 1000]
  const whole = Math.floor(ms / length)
  const [smaller, smallerLength] = UNITS[at + 1] ?? ['', 0]
  const rest = at === -1 || smallerLength === 0 ? 0 : Math.floor((ms % length) / smallerLength)
  return rest > 0 ? `${whole} ${unit} ${rest} ${smaller}` : `${whole} ${unit}`
}
