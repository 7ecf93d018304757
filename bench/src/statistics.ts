/** The middle value, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2
}

/**
 * Median of the ratios of each round. What disturbs the machine for a while disturbs neighbours of a round alike, so
 * this is steadier than the ratio of two medians. Rounds where either is missing do not count; NaN if all are.
 */
export function medianRatio(values: readonly (number | null)[], others: readonly (number | null)[]): number {
  return median(
    values.flatMap((value, round) => {
      const other = others[round] ?? null
      return value === null || other === null ? [] : [value / other]
    }),
  )
}

/** The smallest value that so large a share of all does not exceed; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN
}
