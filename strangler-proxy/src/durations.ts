/** Upper bounds of the duration buckets of the metrics, in milliseconds; one more bucket holds what took longer. */
export const METRIC_BOUNDS_MS = [2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000] as const

/** Neighbouring bounds are that far apart at most, so that a percentile is known to 5 % or so. */
const FINEST = 1.1
const FIRST_MS = 0.25
const LAST_MS = 60_000

/** Upper bounds of the buckets that are counted, in milliseconds, rising: those of the metrics, and more between them. */
export const DURATION_BOUNDS_MS: readonly number[] = [
  FIRST_MS,
  ...steps([FIRST_MS, 1, ...METRIC_BOUNDS_MS, LAST_MS]),
]

/** Number of the bucket of a duration, by halving: it is asked for once a request. */
export function bucketOf(tookMs: number): number {
  let [low, high] = [0, DURATION_BOUNDS_MS.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (tookMs > (DURATION_BOUNDS_MS[middle] ?? Infinity)) low = middle + 1
    else high = middle
  }
  return low
}

/** Counts one more in a bucket; a list is as long as its last count needs, as most routes are far from the slowest. */
export function countDuration(durations: number[], tookMs: number): void {
  const bucket = bucketOf(tookMs)
  while (durations.length <= bucket) durations.push(0)
  durations[bucket] = (durations[bucket] ?? 0) + 1
}

function steps(bounds: readonly number[]): readonly number[] {
  return bounds.slice(1).flatMap((to, at) => {
    const from = bounds[at] ?? to
    const count = Math.ceil(Math.log(to / from) / Math.log(FINEST))
    const between = Array.from({ length: count - 1 }, (_, step) => from * (to / from) ** ((step + 1) / count))
    return [...between.map((bound) => Number(bound.toPrecision(3))), to]
  })
}
