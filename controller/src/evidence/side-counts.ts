/** What one side of a route answered in a stretch of time. */
export interface SideCounts {
  readonly requests: number
  /** Of these, answered with 5xx or not at all. */
  readonly errors: number
  /** Requests by duration, as far as planes measure it: one count for each bound, and one for what took longer. */
  readonly durations: readonly number[]
}

export const NO_COUNTS: SideCounts = { requests: 0, errors: 0, durations: [] }

export function plus(one: SideCounts, other: SideCounts): SideCounts {
  if (one === NO_COUNTS) return other
  if (other === NO_COUNTS) return one
  return {
    requests: one.requests + other.requests,
    errors: one.errors + other.errors,
    durations: zip(one.durations, other.durations, (a, b) => a + b),
  }
}

/** What came on top of earlier counts of the same counter; null where it began anew in between. */
export function minus(now: SideCounts, before: SideCounts): SideCounts | null {
  if (now.requests < before.requests || now.errors < before.errors) return null
  const durations = zip(now.durations, before.durations, (a, b) => a - b)
  return durations.some((count) => count < 0)
    ? null
    : { requests: now.requests - before.requests, errors: now.errors - before.errors, durations }
}

/** The duration within which a share of the requests was answered, in milliseconds; null where none was measured. */
export function quantile(
  { durations }: Pick<SideCounts, 'durations'>,
  boundsMs: readonly number[],
  share: number,
): number | null {
  const total = durations.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let seen = 0
  const bucket = durations.findIndex((count) => (seen += count) >= total * share)
  // What is beyond all bounds took at least as long as the last one.
  return boundsMs[bucket] ?? boundsMs.at(-1) ?? null
}

/** Counts of durations by their upper bounds, counted by other bounds: those of a bound between two go to the higher one. */
export function rebucketed(
  counts: readonly (readonly [boundMs: number, count: number])[],
  boundsMs: readonly number[],
): readonly number[] {
  const buckets: number[] = []
  for (const [bound, count] of counts) {
    const at = boundsMs.findIndex((known) => known >= bound)
    const bucket = at === -1 ? boundsMs.length : at
    while (buckets.length <= bucket) buckets.push(0)
    buckets[bucket] = (buckets[bucket] ?? 0) + count
  }
  return buckets
}

function zip(
  one: readonly number[],
  other: readonly number[],
  join: (one: number, other: number) => number,
): readonly number[] {
  const length = Math.max(one.length, other.length)
  return Array.from({ length }, (_, at) => join(one[at] ?? 0, other[at] ?? 0))
}
