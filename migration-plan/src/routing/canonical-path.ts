const LONGEST_PATH = 8192
const SLASH = 0x2f
const DOT = 0x2e

const FORBIDDEN = /[\p{Cc}\\#]/u
const NO_BYTE = /[\u0100-\uffff]/
const BROKEN_PERCENT = /%(?![0-9A-Fa-f]{2})/
// Encoded slash, backslash, dot, semicolon, percent sign and controls mean different things to different servers:
// no rule on paths can hold for all of them.
const AMBIGUOUS_PERCENT = /%(?:2[fFeE5]|5[cC]|3[bB]|[01][0-9A-Fa-f]|7[fF])/
const PARENT_SEGMENT = /\/\.\.(?:[;/]|$)/

/** Which bytes stand for themselves wherever they are; a dot does too, but not at the start of a segment. */
const PLAIN = new Uint8Array(256)
for (const byte of Buffer.from(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~!$&'()*+,=:@.",
))
  PLAIN[byte] = 1

export type CanonicalPath =
  { readonly ok: true; readonly path: string } | { readonly ok: false; readonly reason: string }

/**
 * The one form of a path (without query, as latin1 bytes) that every plane matches on, or why a path that could
 * be read in two ways is refused (docs/reference/plan.md). What is forwarded is always the path as it came.
 */
export function canonicalPath(raw: string): CanonicalPath {
  if (isPlain(raw)) return { ok: true, path: raw }
  const reason = reasonToRefuse(raw)
  if (reason !== undefined) return { ok: false, reason }
  const path = raw
    .replace(/;[^/]*/g, '')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/(?:\/\.)+(?=\/|$)/g, '/')
    .replace(/\/{2,}/g, '/')
  return { ok: true, path }
}

/** Whether the path is canonical as it is, as nearly all are: one pass, no allocation. */
function isPlain(raw: string): boolean {
  if (raw.length > LONGEST_PATH || raw.charCodeAt(0) !== SLASH) return false
  let before = SLASH
  for (let at = 1; at < raw.length; at++) {
    const byte = raw.charCodeAt(at)
    if (byte === SLASH ? before === SLASH : PLAIN[byte] !== 1 || (byte === DOT && before === SLASH))
      return false
    before = byte
  }
  return true
}

function reasonToRefuse(raw: string): string | undefined {
  if (!raw.startsWith('/')) return 'the path does not start with a slash'
  if (raw.length > LONGEST_PATH) return `the path is longer than ${LONGEST_PATH} bytes`
  if (FORBIDDEN.test(raw)) return 'the path holds a control character, a backslash or a number sign'
  if (NO_BYTE.test(raw)) return 'the path holds a character that is no byte'
  if (BROKEN_PERCENT.test(raw)) return 'the path holds a percent sign without two hexadecimal digits'
  if (AMBIGUOUS_PERCENT.test(raw))
    return 'the path holds an encoded slash, dot, backslash, semicolon, percent sign or control character'
  if (PARENT_SEGMENT.test(raw)) return 'the path holds a parent segment ("..")'
  return undefined
}
