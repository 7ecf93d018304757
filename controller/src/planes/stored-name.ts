import { createHash } from 'node:crypto'

/** What an index of PostgreSQL holds in any script. */
const LONGEST = 600

/** A text as it is stored where rows are found by it: a long one is cut, and stays one of a kind by a hash. */
export function storedName(text: string): string {
  if (text.length <= LONGEST) return text
  return `${text.slice(0, LONGEST - 50).toWellFormed()}…${createHash('sha256').update(text).digest('base64url')}`
}
