/** A request that met something else than the page gives. */
export interface Failure {
  /** When it was asked for. */
  readonly at: Date
  /** When it was answered, or given up. */
  readonly ended: Date
  /** `POST /login/` */
  readonly request: string
  /** Null: there was no answer. */
  readonly status: number | null
  /** What the page answers with. */
  readonly expected: readonly number[]
}

/** What users met while they clicked; every figure but `requests` should stay 0. */
export interface Tally {
  requests: number
  /** No answer, or another one than the page gives. */
  failed: number
  /** The first of these. */
  readonly failures: Failure[]
  /** Sent to the login page although logged in. */
  lostSessions: number
  /** Written, acknowledged, and not there when read. */
  lostWrites: number
  doubledWrites: number
}

const KEPT_FAILURES = 1000

export function newTally(): Tally {
  return { requests: 0, failed: 0, failures: [], lostSessions: 0, lostWrites: 0, doubledWrites: 0 }
}

export function countFailure(tally: Tally, failure: Failure): void {
  tally.failed += 1
  if (tally.failures.length < KEPT_FAILURES) tally.failures.push(failure)
}
