import { TextDecoder } from 'node:util'
import type { ContentType } from './content-type.ts'
import { encodingName } from './content-type.ts'

/** Browsers look for a meta element in as many bytes (HTML §13.2.3.2). */
const PRESCANNED = 1024
const META = /<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)/i

const decoders = new Map<string, TextDecoder>()

/**
 * The text of a body: by its byte order mark, else by the charset of its Content-Type, else by a meta element, else as
 * UTF-8. What is no text in that encoding becomes U+FFFD.
 */
export function readText(bytes: Uint8Array, { charset, type }: ContentType): string {
  const encoding = markOf(bytes) ?? (charset === null ? null : encodingName(charset)) ?? metaOf(bytes, type)
  return decoderOf(encoding ?? 'utf-8').decode(bytes)
}

function decoderOf(encoding: string): TextDecoder {
  const known = decoders.get(encoding) ?? new TextDecoder(encoding)
  decoders.set(encoding, known)
  return known
}

function markOf(bytes: Uint8Array): string | null {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return first === 0xff && second === 0xfe ? 'utf-16le' : null
}

function metaOf(bytes: Uint8Array, type: string): string | null {
  if (type !== 'text/html') return null
  const length = Math.min(bytes.length, PRESCANNED)
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('latin1')
  const label = META.exec(start)?.[1]
  return label === undefined ? null : encodingName(label)
}
