import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A connection to a plane on which a behaviour says every byte itself. */
export interface RawClient {
  readonly socket: Socket
  /** All that came so far, latin1. */
  received(): string
  write(bytes: string): void
  /** Reads on until what came holds the mark; gives all of it. Throws with what came where it never does. */
  until(mark: string | RegExp): Promise<string>
  /** Reads to the end of the connection. Throws where the plane keeps it open. */
  end(withinMs?: number): Promise<string>
  /** Goes away at once, as a client that crashed. */
  reset(): void
}

const WITHIN_MS = 30_000

export async function connectRaw(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  let isEnded = false
  let wake = (): void => undefined
  socket.setEncoding('latin1')
  socket.on('data', (bytes: string) => {
    text += bytes
    wake()
  })
  // A plane that has answered may reset what it did not read.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    isEnded = true
    wake()
  })
  await once(socket, 'connect')

  const waitFor = async (isThere: () => boolean, what: string, withinMs: number): Promise<string> => {
    const deadline = performance.now() + withinMs
    const timer = setTimeout(() => wake(), withinMs + 1)
    while (!isThere() && !isEnded && performance.now() < deadline)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    clearTimeout(timer)
    if (!isThere()) throw new Error(`${what}; came: ${JSON.stringify(text.slice(0, 2000))}`)
    return text
  }
  return {
    socket,
    received: () => text,
    write: (bytes) => void socket.write(bytes, 'latin1'),
    until: (mark) =>
      waitFor(
        () => (typeof mark === 'string' ? text.includes(mark) : mark.test(text)),
        `no ${String(mark)}`,
        WITHIN_MS,
      ),
    end: (withinMs = WITHIN_MS) => waitFor(() => isEnded, 'the connection stays open', withinMs),
    reset: () => socket.resetAndDestroy(),
  }
}
