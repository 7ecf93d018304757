/** How the plan writes shares of traffic: at most two decimals and the percent sign. */
export const PERCENT = /^(?:100(?:\.00?)?|[0-9]{1,2}(?:\.[0-9]{1,2})?)%$/

/** How the plan writes what may come on top of something. */
export const EXTRA_PERCENT = /^\+(?:100(?:\.00?)?|[0-9]{1,2}(?:\.[0-9]{1,2})?)%$/

/** How the plan writes multiples; nothing is no multiple. */
export const FACTOR = /^(?!0*(?:\.0*)?x)[0-9]{1,2}(?:\.[0-9]{1,2})?x$/

/** A percentage of the plan as a number 0–100; NaN if the text is none. */
export function percentOf(text: string): number {
  return text.endsWith('%') ? Number(text.slice(0, -1)) : Number.NaN
}

/** A multiple of the plan as a number; NaN if the text is none. */
export function timesOf(text: string): number {
  return text.endsWith('x') ? Number(text.slice(0, -1)) : Number.NaN
}
