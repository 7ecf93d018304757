import { STATUS_CODES, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { ControllerError } from '../errors.ts'

/** How long a client may go on sending after it was refused, before it is cut off. */
const LINGER_MS = 1000

/**
 * Tells clients that send no readable request what is wrong with it: Node would tell the status alone, or nothing. An
 * answer that is on its way already is cut.
 */
export function refuseClients(server: Server): void {
  const answers = new WeakMap<Duplex, ServerResponse>()
  const isAnswering = (socket: Duplex): boolean => {
    const answer = answers.get(socket)
    return answer?.headersSent === true && !answer.writableFinished
  }
  server.on('request', (req, res) => answers.set(req.socket, res))
  server.on('clientError', (error: Error & { code?: string }, socket) => {
    // Each further piece of what was refused comes here again.
    if (socket.writableEnded) return
    if (socket.writable && !isAnswering(socket)) refuse(socket, refusalOf(error.code))
    else socket.destroy()
  })
  server.on('connect', (_req, socket) =>
    refuse(
      socket,
      new ControllerError('ERR_REQUEST_METHOD', 'request: CONNECT is not for this server', 'it is no proxy'),
    ),
  )
}

function refusalOf(code: string | undefined): ControllerError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new ControllerError(
      'ERR_REQUEST_HEADERS',
      'request: its address and headers are too large',
      'send fewer or shorter ones',
    )
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new ControllerError('ERR_REQUEST_TOO_SLOW', 'request: it did not arrive in time', 'send it faster')
  return new ControllerError('ERR_REQUEST_MALFORMED', 'request: it is not well-formed HTTP', 'mend it')
}

function refuse(socket: Duplex, { status, code, what, remedy }: ControllerError): void {
  const body = JSON.stringify({ error: { code, message: what, remedy } })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  // Closed at once, with bytes of the client's unread, the answer would be lost in a reset.
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}
