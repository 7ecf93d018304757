/** How the plan writes shares of traffic: at most two decimals and the percent sign. */
export const PERCENT = /^(?:100(?:\.00?)?|[0-9]{1,2}(?:\.[0-9]{1,2})?)%$/

/** How the plan writes what may come on top of something. */
export const EXTRA_PERCENT = /^\+(?:100(?:\.00?)?|[0-9]{1,2}(?:\.[0-9]{1,2})?)%$/

/** A percentage of the plan as a number 0–100; NaN if the text is none. */
export function percentOf(text: string): number {
  return text.endsWith('%') ? Number(text.slice(0, -1)) : Number.NaN
}
