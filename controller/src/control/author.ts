/** Who asks for a change, and why, as the audit keeps it. */
export interface Author {
  readonly who: string
  readonly why: string | null
}
