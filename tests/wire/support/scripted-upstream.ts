import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { StrictReader, type Read } from './strict-reader.ts'

/** A request that reached the upstream, which a behaviour answers byte by byte. */
export interface Reached {
  readonly read: Read
  readonly socket: Socket
  /** Resolves once the request is whole. */
  readonly whole: Promise<void>
  readonly write: (bytes: string) => void
  /** Reads no more requests on the connection, but hands on all that comes. */
  readonly takeOver: (onBytes: (bytes: string) => void) => void
  /** Writes, and hangs up. */
  readonly end: (bytes: string) => void
}

/** What answers the head of a request. */
export type Script = (reached: Reached) => void

export interface ScriptedUpstream {
  readonly url: string
  /** All that was asked and names the word in its target, oldest first. */
  asked(word: string): readonly Read[]
  /** Lets what names the word in its target be answered by the script. */
  answer(word: string, script: Script): void
  /** What no strict server would have read, ever. */
  readonly violations: readonly string[]
  close(): Promise<void>
}

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** Answers once the request is whole. */
export function canned(bytes: string): Script {
  return (reached) => void reached.whole.then(() => reached.write(bytes))
}

/** An upstream of one port; what no script claims is answered 200 once it is whole. */
export async function startScriptedUpstream(): Promise<ScriptedUpstream> {
  const asked: Read[] = []
  const violations: string[] = []
  const scripts = new Map<string, Script>()
  const sockets = new Set<Socket>()
  const scriptOf = ({ target }: Read): Script =>
    [...scripts].find(([word]) => target.includes(word))?.[1] ?? canned(OK)
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    serve(socket, {
      onAsked: (reached) => {
        asked.push(reached.read)
        scriptOf(reached.read)(reached)
      },
      onViolation: (what) => {
        violations.push(what)
        socket.destroy()
      },
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: (word) => asked.filter(({ target }) => target.includes(word)),
    answer: (word, script) => void scripts.set(word, script),
    violations,
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

interface Events {
  readonly onAsked: (reached: Reached) => void
  readonly onViolation: (what: string) => void
}

function serve(socket: Socket, { onAsked, onViolation }: Events): void {
  const finished = new WeakMap<Read, () => void>()
  let onBytes = (bytes: string): void => reader.take(bytes)
  const reader = new StrictReader({
    onHead(read) {
      const { promise: whole, resolve } = Promise.withResolvers<undefined>()
      finished.set(read, () => resolve(undefined))
      onAsked({
        read,
        socket,
        whole,
        write(bytes) {
          if (socket.writable) socket.write(bytes, 'latin1')
        },
        takeOver(take) {
          onBytes = take
        },
        end: (bytes) => void socket.end(bytes, 'latin1'),
      })
    },
    onWhole: (read) => finished.get(read)?.(),
    onViolation,
  })
  socket.setEncoding('latin1')
  socket.on('error', () => undefined)
  socket.on('data', (bytes: string) => onBytes(bytes))
}
