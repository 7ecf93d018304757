import { SENSITIVE_WORDS } from './sensitive.ts'
import type { Vault } from './vault.ts'

/** `token=…`, `"password": "…"`, `X-Api-Key: …`; each part is bounded, so that it takes linear time. */
const NAMED = new RegExp(
  String.raw`((?:${SENSITIVE_WORDS})[\w-]{0,40}\\?["']?\s{0,4}[=:]\s{0,4})(\\?["']?)([^\s"'&;,<>\\]{1,4096})`,
  'gi',
)
const SCHEME = /\b(Bearer|Basic|Digest|Negotiate)( +)([\w+/.~=-]{6,4096})/gi
/** Signed tokens always start so: it is `{"` in base64. */
const JWT = /\beyJ[\w-]{5,4096}\.[\w-]{2,4096}(?:\.[\w-]{0,4096})?/g
/** A field of a multipart form. */
const PART = new RegExp(
  String.raw`(name="[^"\r\n]{0,60}(?:${SENSITIVE_WORDS})[^"\r\n]{0,60}"[^\r\n]{0,200}(?:\r?\n[^\r\n]{1,200}){0,4}\r?\n\r?\n)([^\r\n]{1,4096})`,
  'gi',
)

/** Hides what any text tells by its own words to be secret. */
export function redactText(text: string, vault: Vault): string {
  return text
    .replaceAll(JWT, (token) => vault.hide(token))
    .replaceAll(SCHEME, (_, scheme: string, gap: string, token: string) => scheme + gap + vault.hide(token))
    .replaceAll(PART, (_, head: string, value: string) => head + vault.hide(value))
    .replaceAll(NAMED, (_, name: string, quote: string, value: string) => name + quote + vault.hide(value))
}
