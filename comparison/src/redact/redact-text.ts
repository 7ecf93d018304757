import { SENSITIVE_WHOLES, SENSITIVE_WORDS } from './sensitive.ts'
import type { Vault } from './vault.ts'

// Each part of a pattern is bounded, so that it takes linear time.

const NAME = String.raw`(?:(?:${SENSITIVE_WORDS})[\w-]{0,40}|\b(?:${SENSITIVE_WHOLES}))`
const QUOTE = String.raw`\\?["']|&quot;|&#(?:34|39|x27);`
/** `"tokens": ["…", "…"]`. */
const LIST = String.raw`(?<list>\[[^\]]{1,4096}|\{[^}]{1,4096})`
/** It ends with its quotes, or with the text. */
const QUOTED = String.raw`(?<quote>${QUOTE})(?<quoted>(?:(?!\k<quote>)(?:\\.|[^\\\r\n])){1,4096})(?=\k<quote>|\\?$)`
const BARE = String.raw`(?<open>(?:${QUOTE})?)(?<bare>[^\s"'&;,<>\\]{1,4096})`
/** `<password>…`, in XML. */
const ELEMENT = new RegExp(
  String.raw`(<(?:[\w.:-]{0,100}?(?:${SENSITIVE_WORDS})[\w.:-]{0,80}|(?:[\w.-]{1,60}:)?(?:${SENSITIVE_WHOLES}))(?:\s[^<>]{0,500})?>\s{0,40}(?:<!\[CDATA\[)?)([^<>\s][^<>]{0,4095})`,
  'gi',
)
/** `token=…`, `"password": "…"`, `X-Api-Key: …`. */
const NAMED = new RegExp(
  String.raw`(?<name>${NAME})(?<says>(?:${QUOTE})?\s{0,4}[=:]\s{0,4})(?:${LIST}|${QUOTED}|${BARE})`,
  'gi',
)
const TEXT = /(\\?["'])((?:(?!\1)(?:\\.|[^\\\r\n])){1,4096})(\1\s{0,4}:|\1|\\?$)/g
const SCHEME = /\b(Bearer|Basic|Digest|Negotiate)( +)([\w+/.~=-]{6,4096})/gi
/** Signed tokens always start so: it is `{"` in base64. */
const JWT = /\beyJ[\w-]{5,4096}\.[\w-]{2,4096}(?:\.[\w-]{0,4096})?/g
/** `https://user:password@host/`. */
const IN_ADDRESS = /(:\/\/[^\s/@:"'<>]{0,200}:)([^\s/@"'<>]{1,400})(?=@)/g
/** A field of a multipart form. */
const PART = new RegExp(
  String.raw`(form-data;[^\r\n]{0,200}?name="[^"\r\n]{0,60}(?:${SENSITIVE_WORDS})[^"\r\n]{0,60}"[^\r\n]{0,200}(?:\r?\n[^\r\n]{1,200}){0,4}\r?\n\r?\n)([^]{1,4096}?)(?=\r?\n--|$)`,
  'gi',
)
/** `<input name="csrf" value="…`, where a page breaks off. */
const CUT_FIELD = new RegExp(
  String.raw`(\sname=["']?[^\s"'<>]{0,60}${NAME}[^<>]{0,300}?\svalue=["']?)([^"'<>]{1,4096}$)`,
  'i',
)

/** Hides what any text tells by its own words to be secret. */
export function redactText(text: string, vault: Vault): string {
  const hideSecond = (_: string, head: string, secret: string): string => head + vault.hide(secret)
  const cut = text.lastIndexOf('<')
  const whole = cut < 0 ? text : text.slice(0, cut) + text.slice(cut).replace(CUT_FIELD, hideSecond)
  return whole
    .replaceAll(JWT, (token) => vault.hide(token))
    .replaceAll(SCHEME, (_, scheme: string, gap: string, token: string) => scheme + gap + vault.hide(token))
    .replaceAll(IN_ADDRESS, hideSecond)
    .replaceAll(PART, hideSecond)
    .replaceAll(ELEMENT, hideSecond)
    .replaceAll(NAMED, (...match) => hideNamed(match.at(-1) as NamedParts, vault))
}

type NamedParts = Readonly<Partial<Record<string, string>>>

function hideNamed(
  { name = '', says = '', list, quote = '', quoted, open = '', bare = '' }: NamedParts,
  vault: Vault,
): string {
  const head = name + says
  if (list !== undefined) return head + hideTexts(list, vault)
  return quoted === undefined ? head + open + vault.hide(bare) : head + quote + vault.hide(quoted)
}

/** All texts of a list, or of an object but for its keys. */
function hideTexts(list: string, vault: Vault): string {
  return list.replaceAll(TEXT, (whole, quote: string, text: string, end: string) =>
    end.endsWith(':') ? whole : quote + vault.hide(text) + end,
  )
}
