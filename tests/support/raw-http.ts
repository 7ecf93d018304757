import { connect } from 'node:net'

/** What came back over a socket; `status` is null where no HTTP answer did. */
export interface RawAnswer {
  readonly status: number | null
  readonly head: string
  readonly body: string
  /** In time there was neither a whole answer nor an end of the connection. */
  readonly hung: boolean
}

/** Bytes that are written one after the other, each `everyMs` after the one before (default 0: at once). */
export interface RawRequest {
  readonly pieces: Iterable<string | Buffer>
  readonly everyMs?: number
  /** Ends our side once all is written, as a client that hangs up. */
  readonly hangUp?: boolean
}

/** Sends bytes as they are and reads one answer, or to the end; a peer that answers need not be sent the rest. */
export async function sendRaw(url: string, request: RawRequest, withinMs = 20_000): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const chunks: Buffer[] = []
  const { promise, resolve } = Promise.withResolvers<RawAnswer>()
  const finish = (hung: boolean): void => {
    socket.destroy()
    resolve({ ...parse(Buffer.concat(chunks).toString('latin1')), hung })
  }
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    if (isWhole(Buffer.concat(chunks).toString('latin1'))) finish(false)
  })
  // A peer that has answered may reset what it did not read: the answer is there all the same.
  socket.on('error', () => undefined)
  socket.on('close', () => finish(false))
  const timer = setTimeout(() => finish(true), withinMs)
  void write(socket, request, () => chunks.length > 0)
  return promise.finally(() => clearTimeout(timer))
}

async function write(
  socket: ReturnType<typeof connect>,
  { pieces, everyMs = 0, hangUp = false }: RawRequest,
  isAnswered: () => boolean,
): Promise<void> {
  for (const piece of pieces) {
    if (isAnswered() || socket.destroyed) return
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const proceed = (): void => resolve(undefined)
    socket.once('close', proceed)
    socket.write(
      Buffer.from(piece as string, 'latin1'),
      everyMs === 0 ? proceed : () => setTimeout(proceed, everyMs),
    )
    await promise
    socket.off('close', proceed)
  }
  if (hangUp) socket.end()
}

function parse(text: string): Omit<RawAnswer, 'hung'> {
  const end = text.indexOf('\r\n\r\n')
  const head = end < 0 ? text : text.slice(0, end)
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]
  return {
    status: status === undefined ? null : Number(status),
    head,
    body: end < 0 ? '' : text.slice(end + 4),
  }
}

function isWhole(text: string): boolean {
  const { head, body } = parse(text)
  const length = /^content-length: (\d+)$/im.exec(head)?.[1]
  return text.includes('\r\n\r\n') && length !== undefined && body.length >= Number(length)
}
