import type { Split } from '../plan.ts'

/** Names a user who sent no key of the plan's, so that the next request finds the same side. */
export const COHORT_COOKIE = 'strangler_cohort'

const BLANK = /[ \t]/

/**
 * What tells the user of a request apart, as HAProxy reads it; empty where nothing does. Of several the last counts.
 * Headers are names and values in turn.
 */
export function cohortKey(headers: readonly string[], { kind, name }: UserKey): string {
  const key = kind === 'header' ? lastValue(headers, name.toLowerCase()) : lastCookie(headers, name)
  return key || lastCookie(headers, COHORT_COOKIE)
}

type UserKey = Extract<Split, { by: 'user' }>['key']

function lastValue(headers: readonly string[], lowerName: string): string {
  for (let at = headers.length - 2; at >= 0; at -= 2)
    if (headers[at]?.toLowerCase() === lowerName) return headers[at + 1] ?? ''
  return ''
}

function lastCookie(headers: readonly string[], name: string): string {
  let last = ''
  for (let at = 0; at < headers.length; at += 2)
    if (headers[at]?.toLowerCase() === 'cookie') last = lastIn(headers[at + 1] ?? '', name) ?? last
  return last
}

/** HAProxy's reading of a Cookie header: commas separate too, and quotes hide both; `$name` is an attribute. */
function lastIn(header: string, name: string): string | undefined {
  let last: string | undefined
  let from = 0
  while (from + name.length + 1 < header.length) {
    const start = skipBlanks(header, from)
    const equal = indexOfAny(header, '=;,', start)
    const value = skipBlanks(header, equal + 1)
    const hasValue = header[equal] === '='
    const end = hasValue ? endOfValue(header, value) : equal
    if (hasValue && withoutBlanks(header.slice(start, equal)) === name)
      last = withoutBlanks(header.slice(value, end))
    from = end + 1
  }
  return last
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (at < text.length && BLANK.test(text.charAt(at))) at++
  return at
}

// Not trimEnd: to it the byte A0, which ends letters of UTF-8, is a blank too.
function withoutBlanks(text: string): string {
  return text.replace(/[ \t]+$/, '')
}

function indexOfAny(text: string, marks: string, from: number): number {
  let at = from
  while (at < text.length && !marks.includes(text.charAt(at))) at++
  return at
}

function endOfValue(text: string, from: number): number {
  let quoted = false
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (character === '"') quoted = !quoted
    else if (quoted && character === '\\') at++
    else if (!quoted && (character === ';' || character === ',')) return at
  }
  return text.length
}
