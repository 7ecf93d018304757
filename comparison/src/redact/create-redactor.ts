import type { Answer, AskedRequest, HeaderPairs, Pair } from '../answer/answer.ts'
import { contentTypeOf, mediaOf } from '../answer/content-type.ts'
import { decodeBody } from '../answer/decode-body.ts'
import { createReader, type Reader } from '../normalise/create-reader.ts'
import { readText } from '../answer/read-text.ts'
import { isCutShort } from '../diff/cut-short.ts'
import { itemStep, type Where } from '../diff/where.ts'
import { readJson } from '../normalise/read-json.ts'
import type { Selector } from '../rules/rule.ts'
import { findInHtml } from './find-in-html.ts'
import { redactCsv } from './redact-csv.ts'
import { redactForm } from './redact-form.ts'
import { redactHeaders } from './redact-headers.ts'
import { redactHtml } from './redact-html.ts'
import { redactBrokenJson, redactJson } from './redact-json.ts'
import { redactText } from './redact-text.ts'
import { redactYaml } from './redact-yaml.ts'
import { createVault, type Vault } from './vault.ts'

/** An answer that may be stored and shown: unpacked, as text; bytes that are no text are left out (null). */
export interface RedactedAnswer extends Omit<Answer, 'body'> {
  readonly body: string | null
}

export interface RedactedPair {
  readonly route: string
  readonly request: Omit<AskedRequest, 'body'> & { readonly body: string | null }
  readonly legacy: RedactedAnswer
  readonly candidate: RedactedAnswer
}

export interface Redactor {
  /** Whether the places that the selectors name could be looked for in all bodies. */
  readonly complete: boolean
  /** Any other text about the pair, without its secrets. */
  readonly text: (text: string) => string
  /** The same of what stands at a place: what is selected within it may be too short to be known again elsewhere. */
  readonly value: (where: Where, text: string) => string
}

/**
 * Hides cookies, credentials, passwords and tokens, and what the selectors name, wherever they stand: in headers, query,
 * forms, JSON, pages. What was hidden in one place is hidden in all others too, from six characters on.
 */
export function redact(pair: Pair, extra: readonly Selector[] = []): RedactedPair {
  const vault = createVault()
  const reader = createReader()
  const page = (text: string): string => redactHtml(text, extra, vault)
  const { parts, target } = redactParts(pair, { extra, vault, reader, page })
  const { request, legacy, candidate } = pair
  const cut = [false, isCutShort(legacy), isCutShort(candidate)]
  const [asked, mine, yours] = parts.map((part, at) => scrubbed(part, vault, cut[at] === true)) as [
    Part,
    Part,
    Part,
  ]
  return {
    route: pair.route,
    request: { ...request, target: vault.scrub(target), ...asked },
    legacy: { ...legacy, ...mine },
    candidate: { ...candidate, ...yours },
  }
}

/** Hides what `redact` hides in any other text about the pair; bodies that were read to compare them are not read again. */
export function createRedactor(pair: Pair, extra: readonly Selector[], reader: Reader): Redactor {
  const vault = createVault()
  const { parts } = redactParts(pair, { extra, vault, reader, page })
  const isCut = isCutShort(pair.legacy) || isCutShort(pair.candidate)
  const hidden = (text: string): string => {
    // What is known goes first: of what has blanks, a text by itself tells just the first word.
    const scrubbed = vault.scrub(redactText(vault.scrub(text), vault))
    return isCut ? vault.scrubEnd(scrubbed) : scrubbed
  }
  return {
    complete: parts.every(
      ({ headers, body }) => body !== null || mediaOf(contentTypeOf(headers).type) === 'binary',
    ),
    text: hidden,
    value: (where, text) => hidden(redactJsonAt(where, text, extra, vault)),
  }

  function page(text: string): string {
    const root = extra.some((selector) => selector.in === 'body') ? undefined : reader.html(text)?.root
    const found = root ? findInHtml(root) : null
    if (found === null) return redactHtml(text, extra, vault)
    for (const secret of found) vault.hide(secret)
    return vault.scrub(text)
  }
}

interface By {
  readonly extra: readonly Selector[]
  readonly vault: Vault
  readonly reader: Reader
  /** How pages are redacted. */
  readonly page: (text: string) => string
}

/** What is found last may stand in what was read first: so all is read before any of it is scrubbed. */
function redactParts(
  { request, legacy, candidate }: Pair,
  by: By,
): { readonly parts: readonly Part[]; readonly target: string } {
  const parts = [request, legacy, candidate].map(({ headers, body }) => ({
    headers: redactHeaders(headers, by.extra, by.vault),
    body: redactBody({ headers, body }, by),
  }))
  return { parts, target: redactTarget(request.target, by.extra, by.vault) }
}

interface Part {
  readonly headers: HeaderPairs
  readonly body: string | null
}

function scrubbed({ headers, body }: Part, vault: Vault, cut: boolean): Part {
  const whole = body === null ? null : vault.scrub(body)
  return {
    headers: headers.map(([name, value]) => [vault.scrub(name), vault.scrub(value)]),
    body: whole !== null && cut ? vault.scrubEnd(whole) : whole,
  }
}

function redactTarget(target: string, extra: readonly Selector[], vault: Vault): string {
  const at = target.indexOf('?')
  return at < 0 ? target : target.slice(0, at + 1) + redactForm(target.slice(at + 1), extra, vault)
}

function redactBody(
  { headers, body }: { readonly headers: HeaderPairs; readonly body: Uint8Array },
  { extra, vault, reader, page }: By,
): string | null {
  const decoded = decodeBody({ headers, body })
  const type = contentTypeOf(headers)
  const media = mediaOf(type.type) ?? 'text'
  const isText = media !== 'binary' || type.type.startsWith('multipart/')
  if (!decoded.ok || !isText) return null
  const text = readText(decoded.bytes, type)
  if (media === 'json') {
    const redacted = redactJson(reader.json(text), extra, vault)
    // Selectors find nothing in what cannot be read, so nobody may see it.
    if (redacted === null && extra.some((selector) => selector.in === 'body')) return null
    return redactText(redacted ?? redactBrokenJson(text, vault), vault)
  }
  if (media === 'form') return redactForm(text, extra, vault)
  const open = media === 'html' ? page(text) : redactLayout(type.type, text, vault)
  return open === null ? null : redactText(open, vault)
}

/** What tells by its layout what is secret; null where that cannot be told. */
function redactLayout(type: string, text: string, vault: Vault): string | null {
  if (/^text\/(?:csv|tab-separated-values)$/.test(type)) return redactCsv(text, vault)
  return /[/+](?:x-)?yaml$/.test(type) ? redactYaml(text, vault) : text
}

/** Objects and lists as differences show them: those that have moved with their number before them. */
const DEEP = /^(?:\[(\d+)\] )?(?=[[{])/

function redactJsonAt(where: Where, text: string, extra: readonly Selector[], vault: Vault): string {
  const [lead, index] = where.in === 'body' && where.attribute === null ? (DEEP.exec(text) ?? []) : []
  if (where.in !== 'body' || lead === undefined || !extra.some((selector) => selector.in === 'body'))
    return text
  const step = index === undefined ? where.step : itemStep(where.step, Number(index))
  const redacted = redactJson(readJson(text.slice(lead.length)), extra, vault, step)
  return redacted === null ? text : lead + redacted
}
