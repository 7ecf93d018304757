import type { HeaderPairs } from './answer.ts'
import { headerValue } from './header-value.ts'

/** How a body is to be read. */
export type Media = 'html' | 'json' | 'form' | 'text' | 'binary'

export interface ContentType {
  /** `type/subtype` in lower case; empty where the answer does not tell. */
  readonly type: string
  /** Name of the encoding as browsers know it; what no browser knows stays as it is written. Null: not told. */
  readonly charset: string | null
}

/** Reads Content-Type; letter case, quotes, blanks and other parameters mean nothing. */
export function contentTypeOf(headers: HeaderPairs): ContentType {
  const [type = '', ...parameters] = (headerValue(headers, 'content-type') ?? '').split(';')
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/i.exec(parameter)?.[1])
    .find((found) => found !== undefined)
  return {
    type: type.trim().toLowerCase(),
    charset: charset === undefined ? null : (encodingName(charset) ?? charset.toLowerCase()),
  }
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
