/** What an answer is, by its headers and its body. */
export type BodyKind = 'json' | 'html' | 'text'

export function kindOf(headers: readonly (readonly [string, string])[], body: string | null): BodyKind {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  if (/[/+]json\b/i.test(type) && jsonOf(body) !== undefined) return 'json'
  return /\bhtml\b/i.test(type) ? 'html' : 'text'
}

/** The value of a body; undefined for what is no JSON, such as one that was cut off. */
export function jsonOf(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '') as unknown
  } catch {
    return undefined
  }
}

/** A body in lines that can be compared: JSON and HTML as they would be written by hand. */
export function linesOf(kind: BodyKind, body: string | null): readonly string[] {
  if (body === null) return ['(no text)']
  if (kind === 'json') return JSON.stringify(jsonOf(body), null, 2).split('\n')
  const lines = kind === 'html' ? body.replaceAll(/>\s*</g, '>\n<') : body
  return lines
    .split(/\r?\n/)
    .map((line) => (kind === 'html' ? line.trim() : line))
    .filter((line) => line !== '')
}
