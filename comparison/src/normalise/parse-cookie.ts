import type { HeaderPairs } from '../answer/answer.ts'
import { headerValues } from '../answer/header-value.ts'

/** A cookie that an answer sets (RFC 6265 §5.2). */
export interface SetCookie {
  readonly name: string
  /** Without quotes around it. */
  readonly value: string
  /** What scope and use it has: path, domain, secure, httponly, samesite; names and keywords in lower case. */
  readonly attributes: ReadonlyMap<string, string>
  /** How long it is to be kept; 0 where it is taken away, null until the browser is closed. */
  readonly lifetimeMs: number | null
}

/** The cookies that an answer sets at a time, by name; of two of a name and scope the last one counts. */
export function setCookiesOf(headers: HeaderPairs, now: number): ReadonlyMap<string, readonly SetCookie[]> {
  const cookies = headerValues(headers, 'set-cookie').map((text) => parseSetCookie(text, now))
  const last = new Map(cookies.map((cookie) => [`${cookie.name}; ${scopeOf(cookie)}`, cookie]))
  return Map.groupBy(last.values(), ({ name }) => name)
}

/** Browsers keep cookies of one name apart by this (RFC 6265 §5.3). */
export function scopeOf({ attributes }: SetCookie): string {
  return `${attributes.get('domain') ?? ''} ${attributes.get('path') ?? ''}`
}

function parseSetCookie(text: string, now: number): SetCookie {
  const [pair = '', ...parts] = text.split(';')
  const [name, value] = halves(pair)
  const attributes = new Map(
    parts.map((part): [string, string] => {
      const [attribute, setting] = halves(part)
      return [attribute.toLowerCase(), normalSetting(attribute.toLowerCase(), setting)]
    }),
  )
  attributes.delete('')
  const lifetimeMs = lifetimeOf(attributes, now)
  attributes.delete('max-age')
  attributes.delete('expires')
  return { name, value: value.replace(/^"(.*)"$/, '$1'), attributes, lifetimeMs }
}

function halves(part: string): readonly [string, string] {
  const at = part.indexOf('=')
  return at < 0 ? [part.trim(), ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()]
}

/** They hold because they are there, whatever is said of them. */
const FLAGS = new Set(['secure', 'httponly', 'partitioned'])

function normalSetting(attribute: string, setting: string): string {
  if (attribute === 'domain') return setting.toLowerCase().replace(/^\./, '')
  if (attribute === 'samesite') return setting.toLowerCase()
  return FLAGS.has(attribute) ? '' : setting
}

/** Max-Age counts before Expires. */
function lifetimeOf(attributes: ReadonlyMap<string, string>, now: number): number | null {
  const age = attributes.get('max-age')
  if (age !== undefined && /^-?\d+$/.test(age)) return Math.max(0, Number(age) * 1000)
  const expires = Date.parse(attributes.get('expires') ?? '')
  return Number.isNaN(expires) ? null : Math.max(0, expires - now)
}
