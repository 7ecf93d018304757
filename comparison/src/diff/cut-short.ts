import type { Answer } from '../answer/answer.ts'
import { headerValue } from '../answer/header-value.ts'

/** Statuses whose Content-Length tells of a body that is not sent (RFC 9110 §8.6). */
const BODILESS = new Set([204, 304])

/** Whether there should be more of the body than is here. */
export function isCutShort({ status, headers, body, truncated }: Answer): boolean {
  if (truncated) return true
  const announced = headerValue(headers, 'content-length')
  return (
    announced !== null && /^\d+$/.test(announced) && !BODILESS.has(status) && body.length < Number(announced)
  )
}
