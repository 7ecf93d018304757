import type { HeaderPairs } from './answer.ts'
import { headerValue } from './header-value.ts'

/** How a body is to be read. */
export type Media = 'html' | 'json' | 'form' | 'text' | 'binary'

export interface ContentType {
  /** `type/subtype` in lower case; empty where the answer does not tell. */
  readonly type: string
  /** Name of the encoding as browsers know it; what no browser knows stays as it is written. Null: not told. */
  readonly charset: string | null
  /** Other parameters, in one order, but for the boundary, which is drawn anew each time. */
  readonly parameters: string
}

const APART: ReadonlySet<string> = new Set(['', 'charset', 'boundary'])

/** Reads Content-Type; letter case, quotes and blanks mean nothing, nor does the order of parameters (RFC 9110 §8.3.1). */
export function contentTypeOf(headers: HeaderPairs): ContentType {
  const [type = '', ...parameters] = (headerValue(headers, 'content-type') ?? '').split(';')
  const named = parameters.map(parameterOf)
  const charset = named.find(([name, value]) => name === 'charset' && value !== '')?.[1]
  return {
    type: type.trim().toLowerCase(),
    charset: charset === undefined ? null : (encodingName(charset) ?? charset.toLowerCase()),
    parameters: named
      .filter(([name]) => !APART.has(name))
      .map(([name, value]) => `${name}=${value}`)
      .toSorted()
      .join('; '),
  }
}

function parameterOf(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  const [name, value] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
  return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')]
}

/** The encoding that a label stands for (WHATWG Encoding §4.2), or null: `latin1` is windows-1252. */
export function encodingName(label: string): string | null {
  try {
    return new TextDecoder(label).encoding
  } catch {
    return null
  }
}

const TEXTS = /^text\/|[/+](?:xml|yaml|javascript|ecmascript|x-javascript|x-ndjson|graphql|sql|toml)$/

export function mediaOf(type: string): Media | null {
  if (type === '') return null
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'html'
  if (/[/+]json$/.test(type)) return 'json'
  if (type === 'application/x-www-form-urlencoded') return 'form'
  return TEXTS.test(type) ? 'text' : 'binary'
}
