import type { ServerResponse } from 'node:http'

/** Longer ones are not worth copying. */
const LARGEST_HELD_BYTES = 8192

/**
 * The answer to a client as it comes in. A short one that came whole goes out as one string, head and body: the
 * cheapest way for Node to write, and writing is the largest cost of a short answer.
 */
export class Reply {
  private readonly res: ServerResponse
  /** The head waits for what else comes before the next tick. */
  private isHeld = false
  private first: Buffer | null = null

  constructor(res: ServerResponse) {
    this.res = res
  }

  head(status: number, message: string, headers: string[]): void {
    this.res.writeHead(status, message, headers)
    this.isHeld = true
    // Node would send the head with the first of the body, which may be long in coming.
    process.nextTick(release, this)
  }

  /** False asks for a pause until `drain`. */
  data(chunk: Buffer): boolean {
    if (this.isHeld && this.first === null && chunk.length <= LARGEST_HELD_BYTES) {
      this.first = chunk
      return true
    }
    this.release()
    return this.res.write(chunk)
  }

  end(trailers: readonly [string, string][]): void {
    if (trailers.length > 0) this.res.addTrailers(trailers)
    if (this.first === null) this.res.end()
    else this.res.end(this.first.toString('latin1'), 'latin1')
    this.first = null
  }

  release(): void {
    if (!this.isHeld) return
    this.isHeld = false
    if (this.res.writableEnded || this.res.destroyed) return
    if (this.first === null) this.res.flushHeaders()
    else this.res.write(this.first)
    this.first = null
  }
}

function release(reply: Reply): void {
  reply.release()
}
