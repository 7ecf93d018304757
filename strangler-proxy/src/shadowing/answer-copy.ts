import type { Answer, HeaderPairs } from '@strangler/comparison'
import type { RawHeaders } from '../forwarding/answer-headers.ts'

/** As much of a body is kept for comparing. */
export const MOST_KEPT = 1024 * 1024

/** Keeps an answer as it goes by, up to a bound. */
export class AnswerCopy {
  private readonly startedAt = performance.now()
  private status = 0
  private headers: HeaderPairs = []
  private readonly chunks: Buffer[] = []
  private kept = 0
  private truncated = false

  get hasHead(): boolean {
    return this.status > 0
  }

  /** Bytes that it holds. */
  get size(): number {
    return this.kept
  }

  head(status: number, raw: RawHeaders): void {
    this.status = status
    this.headers = pairsOf(raw)
  }

  /** False once more came than is kept. */
  data(chunk: Buffer): boolean {
    const room = MOST_KEPT - this.kept
    if (room < chunk.length) this.truncated = true
    const kept = room < chunk.length ? chunk.subarray(0, Math.max(room, 0)) : chunk
    if (kept.length > 0) this.chunks.push(kept)
    this.kept += kept.length
    return !this.truncated
  }

  /** The answer, which ends now, or breaks off. */
  end(breaksOff = false): Answer {
    return {
      status: this.status,
      headers: this.headers,
      body: Buffer.concat(this.chunks, this.kept),
      truncated: this.truncated || breaksOff,
      durationMs: performance.now() - this.startedAt,
      at: Date.now(),
    }
  }
}

function pairsOf(raw: RawHeaders): HeaderPairs {
  const texts = raw.map((text) => (typeof text === 'string' ? text : text.toString('latin1')))
  return texts.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, texts[at + 1] ?? '']] : []))
}
