import { areDrawnAlike } from './looks-random.ts'
import { SECRET_NAME, type SecretPair } from './secret-pairs.ts'
import type { Secrets } from './secrets.ts'

const LONGEST_TAG = 600
const SECRET_LETTER = /[\w+/.~=-]/

/**
 * Whether two pages are the same letter by letter but for secrets in the attributes that are made for them. A quick look
 * that says no in doubt: then the pages are parsed.
 */
export function differOnlyBySecrets(legacy: string, candidate: string, secrets: Secrets): boolean {
  const pairs: SecretPair[] = []
  let [at, twin] = [0, 0]
  for (;;) {
    const same = commonLength(legacy, at, candidate, twin)
    at += same
    twin += same
    if (at === legacy.length || twin === candidate.length)
      return at === legacy.length && twin === candidate.length && secrets.learn(pairs)
    const [start, end] = wordAround(legacy, at)
    const [twinStart, twinEnd] = wordAround(candidate, twin)
    const pair = { legacy: legacy.slice(start, end), candidate: candidate.slice(twinStart, twinEnd) }
    if (!areDrawnAlike(pair.legacy, pair.candidate) || !isMadeForSecrets(legacy, start, end)) return false
    if (!isMadeForSecrets(candidate, twinStart, twinEnd)) return false
    pairs.push(pair)
    ;[at, twin] = [end, twinEnd]
  }
}

const CHUNK = 256

function commonLength(one: string, from: number, other: string, twinFrom: number): number {
  const longest = Math.min(one.length - from, other.length - twinFrom)
  let length = 0
  while (
    length + CHUNK <= longest &&
    one.slice(from + length, from + length + CHUNK) ===
      other.slice(twinFrom + length, twinFrom + length + CHUNK)
  )
    length += CHUNK
  while (length < longest && one.charCodeAt(from + length) === other.charCodeAt(twinFrom + length)) length++
  return length
}

function wordAround(text: string, at: number): readonly [number, number] {
  let [start, end] = [at, at]
  while (start > 0 && at - start < LONGEST_TAG && SECRET_LETTER.test(text[start - 1] ?? '')) start--
  while (end < text.length && SECRET_LETTER.test(text[end] ?? '')) end++
  return [start, end]
}

/** The value of a nonce, or of a hidden field or meta element whose name says secret. */
function isMadeForSecrets(text: string, start: number, end: number): boolean {
  const tagStart = text.lastIndexOf('<', start)
  const tagEnd = text.indexOf('>', end)
  if (tagStart < 0 || tagEnd < 0 || start - tagStart > LONGEST_TAG || text[end] !== '"') return false
  const before = text.slice(tagStart, start)
  if (/\snonce="$/i.test(before)) return true
  const tag = text.slice(tagStart, tagEnd)
  const name = /\sname="([^"]*)"/i.exec(tag)?.[1]
  if (name === undefined || !SECRET_NAME.test(name)) return false
  if (/^<input\s/i.test(tag)) return /\stype="hidden"/i.test(tag) && /\svalue="$/i.test(before)
  return /^<meta\s/i.test(tag) && /\scontent="$/i.test(before)
}
