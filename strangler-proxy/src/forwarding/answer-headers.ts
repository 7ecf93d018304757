import { edited, type Edits } from '../routing/edits.ts'
import { createJudge, HOP_BY_HOP, nominated, without } from './header-names.ts'
import { ProxyError } from '../errors.ts'

/** Headers of an answer as undici gives them: names and values in turn. */
export type RawHeaders = readonly (Buffer | string)[]

export interface AnswerContext {
  readonly requestId: string
  /** What the plan changes in what the upstream said. */
  readonly edits: Edits
  /** Names and values in turn, that replace those of the upstream; empty where the plan exposes nothing. */
  readonly exposed: readonly string[]
  /** A cookie to be set, or null. */
  readonly setCookie: string | null
  /** Whether trailers can follow: the client knows them, and the answer has a body. */
  readonly trailersFit: boolean
}

const SPECIAL: ReadonlySet<string> = new Set(['transfer-encoding', 'content-length', 'trailer'])

const judge = createJudge((name) => {
  if (name === 'connection') return 'connection'
  if (SPECIAL.has(name)) return 'special'
  return HOP_BY_HOP.has(name) || name === 'x-request-id' ? 'drop' : 'keep'
})

/** How the upstream says where its answer ends; we say it anew. */
interface Framing {
  length: string | null
  trailer: string | null
  isChunked: boolean
}

/**
 * The headers for the client: what came, spelt and ordered as it came, without what concerns one connection only.
 * Throws ProxyError for a transfer coding that we would have to pass on unread.
 */
export function answerHeaders(raw: RawHeaders, context: AnswerContext): string[] {
  const headers: string[] = []
  const framing: Framing = { length: null, trailer: null, isChunked: false }
  let dropped: ReadonlySet<string> | null = null
  for (let at = 0; at < raw.length; at += 2) {
    const name = text(raw[at])
    const value = text(raw[at + 1])
    const verdict = judge(name)
    if (verdict === 'keep') headers.push(name, value)
    else if (verdict === 'special') readFraming(framing, name.toLowerCase(), value)
    else if (verdict === 'connection') dropped = nominated(value) ?? dropped
  }
  const kept = dropped === null ? headers : without(headers, dropped)
  // RFC 9112 §6.3: chunked overrides a length, which then is no length at all.
  if (framing.length !== null && !framing.isChunked) kept.push('Content-Length', framing.length)
  else if (framing.trailer !== null && context.trailersFit) kept.push('Trailer', framing.trailer)
  return addOurs(edited(kept, context.edits), context)
}

function readFraming(framing: Framing, lowerName: string, value: string): void {
  if (lowerName === 'content-length') framing.length = value
  else if (lowerName === 'trailer') framing.trailer = value
  else framing.isChunked = readCoding(value)
}

/** The headers of an interim answer (1xx). */
export function interimHeaders(raw: RawHeaders): string[] {
  return raw.map(text).filter((_, at, all) => judge(all[at - (at % 2)] ?? '') === 'keep')
}

/** Trailers as pairs. */
export function trailerPairs(raw: RawHeaders): [string, string][] {
  return raw.flatMap((name, at): [string, string][] =>
    at % 2 === 0 && judge(text(name)) === 'keep' ? [[text(name), text(raw[at + 1])]] : [],
  )
}

function addOurs(headers: string[], { exposed, requestId, setCookie }: AnswerContext): string[] {
  const all = exposed.length === 0 ? headers : [...without(headers, EXPOSED), ...exposed]
  all.push('X-Request-ID', requestId)
  if (setCookie !== null) all.push('Set-Cookie', setCookie)
  return all
}

const EXPOSED: ReadonlySet<string> = new Set([
  'x-strangler-route',
  'x-strangler-stage',
  'x-strangler-upstream',
])

function readCoding(value: string): boolean {
  if (value.trim().toLowerCase() === 'chunked') return true
  throw new ProxyError(
    'ERR_PROXY_FAULT',
    `upstream: answers with transfer coding "${value}"`,
    'let it answer with chunked only',
  )
}

function text(bytes: Buffer | string | undefined): string {
  return typeof bytes === 'string' ? bytes : (bytes?.toString('latin1') ?? '')
}
