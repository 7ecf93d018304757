/** What users met while they clicked; every figure but `requests` should stay 0. */
export interface Tally {
  requests: number
  /** No answer, or another one than the page gives. */
  failed: number
  /** Sent to the login page although logged in. */
  lostSessions: number
  /** Written, acknowledged, and not there when read. */
  lostWrites: number
  doubledWrites: number
}

export function newTally(): Tally {
  return { requests: 0, failed: 0, lostSessions: 0, lostWrites: 0, doubledWrites: 0 }
}
