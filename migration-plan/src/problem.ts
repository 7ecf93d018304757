/** One fault of a plan: where it is, what is wrong, and how to mend it. */
export interface Problem {
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number
  readonly what: string
  readonly remedy: string
}

/** `file:line:column: what; remedy`, the form that editors and terminals turn into a link. */
export function formatProblem({ file, line, column, what, remedy }: Problem): string {
  return `${file}:${line}:${column}: ${what}; ${remedy}`
}
