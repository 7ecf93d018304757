import type { Side } from '@strangler/migration-plan'
import type { RawHeaders } from './answer-headers.ts'

/** Sees a request and its answer go by; it changes nothing of them, and nobody waits for it. */
export interface Witness {
  /** The first attempt begins, with these headers; a body may follow. Host stands at HOST_AT. */
  onRequest(headers: readonly string[], hasBody: boolean): void
  onRequestData(chunk: Buffer): void
  onRequestEnd(): void
  onHead(status: number, headers: RawHeaders): void
  onData(chunk: Buffer): void
  /** The answer is complete, and this side gave it. */
  onEnd(side: Side): void
  /** There will be no complete answer. */
  onFailure(): void
}
