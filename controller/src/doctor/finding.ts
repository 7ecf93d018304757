/** What was looked at, how it is, and how to mend it where it is not well. */
export interface Finding {
  readonly about: string
  readonly level: 'ok' | 'warn' | 'fail'
  readonly what: string
  readonly remedy: string | null
}

export function ok(about: string, what: string): Finding {
  return { about, level: 'ok', what, remedy: null }
}

/** It works, but not as it should, or not for long. */
export function warn(about: string, what: string, remedy: string): Finding {
  return { about, level: 'warn', what, remedy }
}

export function fail(about: string, what: string, remedy: string): Finding {
  return { about, level: 'fail', what, remedy }
}

const MOST_SKEW_MS = 2000

/** How two clocks differ. `theirs` is how theirs is ahead, in milliseconds, known to within `within`. */
export function clockFinding(about: string, theirs: number, within: number): Finding {
  const off = Math.abs(theirs)
  if (off <= MOST_SKEW_MS + within)
    return ok(about, `its clock agrees to within ${seconds(MOST_SKEW_MS + within)}`)
  const way = theirs > 0 ? 'ahead' : 'behind'
  return warn(about, `its clock is ${seconds(off)} ${way}`, 'let NTP keep the clocks of both machines')
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}
