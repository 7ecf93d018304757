import type { WireAnswer } from '@strangler/comparison'
import type { RawHeaders } from '../forwarding/answer-headers.ts'

/** As much of a body is kept for comparing. */
export const MOST_KEPT = 1024 * 1024

/** An answer as it was kept. */
export interface CopiedAnswer extends WireAnswer {
  readonly headers: RawHeaders
  readonly body: Buffer
  readonly durationMs: number
  readonly at: number
}

/** So much longer than the answer beside it, a shadow may say the same, in more blanks. */
const MOST_TIMES = 4
const MARGIN = 64 * 1024

/** A shadow without what tells nothing more: it may have come before the answer beside it was known. */
export function cutToUse(shadow: CopiedAnswer, beside: CopiedAnswer): CopiedAnswer {
  const most = mostOfUseBeside(beside)
  return shadow.body.length > most
    ? { ...shadow, body: shadow.body.subarray(0, most), truncated: true }
    : shadow
}

/** So many bytes of a shadow tell all there is to tell beside an answer; one that is far longer is another one. */
export function mostOfUseBeside({ headers, body }: CopiedAnswer): number {
  // What is packed may be many times as long elsewhere.
  return findHeader(headers, 'content-encoding') < 0
    ? Math.min(MOST_KEPT, MOST_TIMES * body.length + MARGIN)
    : MOST_KEPT
}

/** Where a header's name stands among names and values; -1 if nowhere. */
export function findHeader(headers: RawHeaders, lowerName: string): number {
  return headers.findIndex(
    (text, at) =>
      at % 2 === 0 && text.length === lowerName.length && String(text).toLowerCase() === lowerName,
  )
}

/** Keeps an answer as it goes by, up to a bound that may become known on the way. */
export class AnswerCopy {
  private readonly most: () => number
  private readonly startedAt = performance.now()
  private status = 0
  private headers: RawHeaders = []
  private readonly chunks: Buffer[] = []
  private kept = 0
  private truncated = false

  constructor(most: () => number = () => MOST_KEPT) {
    this.most = most
  }

  get hasHead(): boolean {
    return this.status > 0
  }

  /** Bytes that it holds. */
  get size(): number {
    return this.kept
  }

  head(status: number, raw: RawHeaders): void {
    this.status = status
    this.headers = raw
  }

  /** False once more came than is kept. */
  data(chunk: Buffer): boolean {
    const room = this.most() - this.kept
    if (room < chunk.length) this.truncated = true
    const kept = room < chunk.length ? chunk.subarray(0, Math.max(room, 0)) : chunk
    if (kept.length > 0) this.chunks.push(kept)
    this.kept += kept.length
    return !this.truncated
  }

  /** The answer, which ends now, or breaks off. */
  end(breaksOff = false): CopiedAnswer {
    const [only, ...others] = this.chunks
    return {
      status: this.status,
      headers: this.headers,
      body: only && others.length === 0 ? only : Buffer.concat(this.chunks, this.kept),
      truncated: this.truncated || breaksOff,
      durationMs: performance.now() - this.startedAt,
      at: Date.now(),
    }
  }
}
