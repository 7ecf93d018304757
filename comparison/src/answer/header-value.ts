import type { HeaderPairs } from './answer.ts'

/** The values under a name, which is written in lower case, in their order. */
export function headerValues(headers: HeaderPairs, name: string): readonly string[] {
  const values: string[] = []
  for (const [own, value] of headers)
    if (own.length === name.length && own.toLowerCase() === name) values.push(value)
  return values
}

/** All values under a name as one list (RFC 9110 §5.3); null where there is none. */
export function headerValue(headers: HeaderPairs, name: string): string | null {
  const values = headerValues(headers, name)
  return values.length === 0 ? null : values.join(', ')
}
