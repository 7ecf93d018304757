import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib'
import type { Answer } from './answer.ts'
import { headerValue } from './header-value.ts'

/** Most bytes that a body may have when it is unpacked: what is small on the wire may be without end. */
export const MOST_DECODED_BYTES = 16 * 1024 * 1024

export type Decoded =
  { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly reason: string }

type Unpack = (bytes: Uint8Array, most: number) => Uint8Array

/** What a body that breaks off has up to there counts. */
const FLUSH = { finishFlush: constants.Z_SYNC_FLUSH }

const CODINGS: Readonly<Record<string, Unpack>> = {
  identity: (bytes) => bytes,
  gzip: (bytes, maxOutputLength) => gunzipSync(bytes, { ...FLUSH, maxOutputLength }),
  'x-gzip': (bytes, maxOutputLength) => gunzipSync(bytes, { ...FLUSH, maxOutputLength }),
  deflate: (bytes, maxOutputLength) => inflateAny(bytes, maxOutputLength),
  br: (bytes, maxOutputLength) =>
    brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength }),
  zstd: (bytes, maxOutputLength) =>
    zstdDecompressSync(bytes, { finishFlush: constants.ZSTD_e_flush, maxOutputLength }),
}
/** More codings upon each other than this nobody sends in earnest. */
const MOST_CODINGS = 4

/** The body without its Content-Encoding, bounded in size. Never throws. */
export function decodeBody(
  { headers, body }: Pick<Answer, 'headers' | 'body'>,
  most = MOST_DECODED_BYTES,
): Decoded {
  const codings = (headerValue(headers, 'content-encoding') ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '')
  if (codings.length > MOST_CODINGS) return { ok: false, reason: 'it is encoded too many times' }
  let bytes = body
  for (const coding of bytes.length === 0 ? [] : codings.toReversed()) {
    const unpack = Object.hasOwn(CODINGS, coding) ? CODINGS[coding] : undefined
    if (!unpack) return { ok: false, reason: `nobody knows the encoding "${coding.slice(0, 40)}"` }
    try {
      bytes = unpack(bytes, most)
    } catch (error) {
      return { ok: false, reason: reasonOf(error, coding, most) }
    }
  }
  return { ok: true, bytes }
}

/** Some servers leave the zlib frame out that RFC 9110 §8.4.1.2 asks for. */
function inflateAny(bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  const framed = ((bytes[0] ?? 0) & 0x0f) === 8
  return (framed ? inflateSync : inflateRawSync)(bytes, { ...FLUSH, maxOutputLength })
}

function reasonOf(error: unknown, coding: string, most: number): string {
  const tooLarge = error instanceof RangeError
  return tooLarge ? `it unpacks to more than ${most} bytes` : `it is no ${coding}`
}
