import { createFoldRegions } from './fold-regions.ts'
import { areDrawnAlike } from './looks-random.ts'
import { SECRET_NAME, type SecretPair } from './secret-pairs.ts'
import type { Secrets } from './secrets.ts'

const LONGEST_TAG = 600
const SECRET_LETTER = /[\w+/.~=-]/

/**
 * Whether two pages are the same letter by letter but for secrets in the attributes that are made for them, and for how
 * long runs of blanks between tags are. A quick look that says no in doubt: then the pages are parsed.
 */
export function differOnlyInPassing(legacy: string, candidate: string, secrets: Secrets): boolean {
  const pairs: SecretPair[] = []
  const mayFold = createFoldRegions(legacy)
  let [at, twin] = [0, 0]
  for (;;) {
    const same = commonLength(legacy, at, candidate, twin)
    at += same
    twin += same
    if (at === legacy.length || twin === candidate.length)
      return at === legacy.length && twin === candidate.length && areTwins(pairs, secrets)
    const [blanks, twinBlanks] = [blanksFrom(legacy, at), blanksFrom(candidate, twin)]
    if (blanks !== at || twinBlanks !== twin) {
      const areRuns = isRun(legacy, at, blanks) && isRun(candidate, twin, twinBlanks)
      if (!areRuns || !mayFold(at)) return false
      ;[at, twin] = [blanks, twinBlanks]
      continue
    }
    const drawn = drawnAt(legacy, at, candidate, twin)
    if (drawn === null) return false
    pairs.push(drawn.pair)
    ;[at, twin] = drawn.ends
  }
}

/** The same secrets in another place may play another part. */
function areTwins(pairs: readonly SecretPair[], secrets: Secrets): boolean {
  return secrets.learn(pairs) && !pairs.some((pair) => secrets.contradicts(pair))
}

/** The secrets that stand at two places, and where they end; null where they are none. */
function drawnAt(
  legacy: string,
  at: number,
  candidate: string,
  twin: number,
): { readonly pair: SecretPair; readonly ends: readonly [number, number] } | null {
  const [start, end] = wordAround(legacy, at)
  const [twinStart, twinEnd] = wordAround(candidate, twin)
  const pair = { legacy: legacy.slice(start, end), candidate: candidate.slice(twinStart, twinEnd) }
  const areSecrets =
    areDrawnAlike(pair.legacy, pair.candidate) &&
    isMadeForSecrets(legacy, start, end) &&
    isMadeForSecrets(candidate, twinStart, twinEnd)
  return areSecrets ? { pair, ends: [end, twinEnd] } : null
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

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13 && code !== 11)
}

/** Where the blanks that stand here end. */
function blanksFrom(text: string, at: number): number {
  let end = at
  while (isBlank(text.charCodeAt(end))) end++
  return end
}

/** A run that differs in its end only has begun before. */
function isRun(text: string, at: number, end: number): boolean {
  return end > at || isBlank(text.charCodeAt(at - 1))
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
