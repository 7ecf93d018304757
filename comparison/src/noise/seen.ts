/** How often one disagreement was seen, of how many comparisons. */
export interface Seen {
  readonly differing: number
  readonly of: number
}
