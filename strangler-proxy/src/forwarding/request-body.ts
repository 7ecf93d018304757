import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Whether a body follows the head of the request. */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) > 0)
}

/**
 * A request's body as undici takes streams. The client is asked for it (100 Continue) and it is read only once undici
 * wants it, which is when the upstream is connected; and destroying it leaves the client's connection alone, so that
 * an upstream that answers early, or not at all, does not cost the client its answer.
 */
export class RequestBody extends EventEmitter {
  private readonly req: IncomingMessage
  private readonly res: ServerResponse
  private readonly isAwaited: boolean
  private isStarted = false
  private isDone = false

  constructor(req: IncomingMessage, res: ServerResponse, isAwaited: boolean) {
    super()
    this.req = req
    this.res = res
    this.isAwaited = isAwaited
  }

  /** Whether some of it may have been taken, so that it cannot be sent once more. */
  get started(): boolean {
    return this.isStarted
  }

  get destroyed(): boolean {
    return this.isDone
  }

  /** undici takes for a stream what has `pipe` and `on`; it never calls this one. */
  pipe(): void {
    throw new TypeError('a request body is read by undici only')
  }

  resume(): void {
    if (this.isDone) return
    if (!this.isStarted) this.start()
    this.req.resume()
  }

  pause(): void {
    if (!this.isDone) this.req.pause()
  }

  destroy(): void {
    if (this.isDone) return
    this.isDone = true
    if (!this.isStarted) return
    this.req.off('data', this.onData).off('end', this.onEnd)
    // What is still to come is read and dropped, or the next request would never be seen.
    this.req.resume()
  }

  private start(): void {
    this.isStarted = true
    if (this.isAwaited) this.res.writeContinue()
    this.req.on('data', this.onData).on('end', this.onEnd)
  }

  private readonly onData = (chunk: Buffer): void => {
    this.emit('data', chunk)
  }

  private readonly onEnd = (): void => {
    this.emit('end')
  }
}
