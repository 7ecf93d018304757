import { crc32 } from 'node:zlib'

const COHORTS = 10_000

/**
 * Whether the request with this number (0, 1, 2 … of its route) is the candidate's: exactly `weight` of any
 * 100 consecutive ones, and never more than one off an even spread on the way.
 */
export function takesTurn(turn: number, weight: number): boolean {
  const at = turn % 100
  return Math.floor(((at + 1) * weight) / 100) > Math.floor((at * weight) / 100)
}

/**
 * The stable bucket 0–9999 of a user: CRC-32, as zlib and HAProxy's `crc32` compute it, of the cohort key. The key
 * is taken as Node hands over headers, one character for each byte.
 */
export function cohortOf(key: string): number {
  return crc32(Buffer.from(key, 'latin1')) % COHORTS
}

/** Whether users of the cohort are the candidate's at this weight; raising the weight never takes one back. */
export function inCandidateCohort(cohort: number, weight: number): boolean {
  return cohort < weight * 100
}
