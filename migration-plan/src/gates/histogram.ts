/** Requests by duration. Between the bounds of a bucket they are taken to be spread evenly. */
export interface Histogram {
  /** Upper bounds of the buckets in milliseconds, rising. */
  readonly boundsMs: readonly number[]
  /** How many took longer than each bound. */
  readonly beyond: readonly number[]
  readonly total: number
}

/** Bounds further apart than that, as a ratio, tell too little of where in between a request was. */
const WIDE = 1.2

/** By one count for each bound, and one for what took longer than the last. */
export function histogramOf(boundsMs: readonly number[], counts: readonly number[]): Histogram {
  const total = counts.reduce((sum, count) => sum + count, 0)
  let left = total
  return { boundsMs, beyond: boundsMs.map((_, at) => (left -= counts[at] ?? 0)), total }
}

/** How many took longer than a time; beyond the last bound, at most so many. */
export function slowerThan(histogram: Histogram, ms: number): number {
  const at = histogram.boundsMs.findIndex((bound) => bound > ms)
  if (at === -1) return histogram.beyond.at(-1) ?? histogram.total
  const { from, to, before, after } = bucket(histogram, at)
  return before - ((before - after) * (ms - from)) / (to - from)
}

/** How many took longer at least: of a wide bucket none, of those beyond the last bound none. */
export function surelySlowerThan(histogram: Histogram, ms: number): number {
  const at = histogram.boundsMs.findIndex((bound) => bound >= ms)
  if (at === -1) return 0
  const own = bucket(histogram, at)
  return isWide(own) ? own.after : slowerThan(histogram, ms)
}

/** The time that so many took longer than; null if it is beyond the last bound. */
export function timeBeyond(histogram: Histogram, count: number): number | null {
  const at = histogram.beyond.findIndex((beyond) => beyond <= count)
  if (at === -1) return null
  const { from, to, before, after } = bucket(histogram, at)
  return before <= after ? to : from + ((to - from) * Math.max(0, before - count)) / (before - after)
}

/** The longest time that it may be: the end of a wide bucket, and anything beyond the last bound. */
export function latestTimeBeyond(histogram: Histogram, count: number): number {
  const at = histogram.beyond.findIndex((beyond) => beyond <= count)
  if (at === -1 || count <= 0) return Infinity
  const own = bucket(histogram, at)
  return isWide(own) ? own.to : (timeBeyond(histogram, count) ?? Infinity)
}

interface Bucket {
  readonly from: number
  readonly to: number
  /** How many took longer than each of these. */
  readonly before: number
  readonly after: number
}

function bucket({ boundsMs, beyond, total }: Histogram, at: number): Bucket {
  return {
    from: boundsMs[at - 1] ?? 0,
    to: boundsMs[at] ?? Infinity,
    before: beyond[at - 1] ?? total,
    after: beyond[at] ?? 0,
  }
}

function isWide({ from, to }: Bucket): boolean {
  return to > from * WIDE
}
