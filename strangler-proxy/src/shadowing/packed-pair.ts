import type { Answer, AskedRequest, HeaderPairs, Pair } from '@strangler/comparison'
import type { CopiedAnswer } from './answer-copy.ts'
import type { Matter } from './queue.ts'

/**
 * What goes to another thread, in the form that costs the sender least: headers in one string, and bodies in memory of
 * their own, which is handed over. The structured clone would copy lists pair by pair, and with a view of a buffer the whole
 * pool that it is cut from.
 */
export type PackedAnswer = Omit<Answer, 'headers'> & { readonly headers: string }

export interface PackedPair {
  readonly route: string
  readonly request: Omit<AskedRequest, 'headers'> & { readonly headers: string }
  readonly legacy: PackedAnswer
  readonly candidate: PackedAnswer
}

/** No header holds it (RFC 9110 §5.5). */
const BETWEEN = '\n'

export function packPair({ route, request, legacy, candidate }: Matter): PackedPair {
  const { method, target, headers, body } = request
  return {
    route,
    request: { method, target, headers: headers.join(BETWEEN), body: ownMemory(body) },
    legacy: packAnswer(legacy),
    candidate: packAnswer(candidate),
  }
}

export function packAnswer({ status, headers, body, truncated, durationMs, at }: CopiedAnswer): PackedAnswer {
  const texts = headers.map((text) => (typeof text === 'string' ? text : text.toString('latin1')))
  return { status, headers: texts.join(BETWEEN), body: ownMemory([body]), truncated, durationMs, at }
}

/** The memory to hand over with it. */
export function memoryOf({ request, legacy, candidate }: PackedPair): ArrayBuffer[] {
  return [request, legacy, candidate].map(({ body }) => body.buffer as ArrayBuffer)
}

export function unpackPair({ route, request, legacy, candidate }: PackedPair): Pair {
  return {
    route,
    request: { ...request, headers: pairsOf(request.headers) },
    legacy: unpackAnswer(legacy),
    candidate: unpackAnswer(candidate),
  }
}

export function unpackAnswer(packed: PackedAnswer): Answer {
  return { ...packed, headers: pairsOf(packed.headers) }
}

function ownMemory(chunks: readonly Buffer[]): Uint8Array {
  const size = chunks.reduce((sum, { length }) => sum + length, 0)
  const memory = Buffer.allocUnsafeSlow(size)
  let at = 0
  for (const chunk of chunks) at += chunk.copy(memory, at)
  return memory
}

function pairsOf(headers: string): HeaderPairs {
  if (headers === '') return []
  const texts = headers.split(BETWEEN)
  return texts.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, texts[at + 1] ?? '']] : []))
}
