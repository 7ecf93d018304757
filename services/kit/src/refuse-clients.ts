import { STATUS_CODES, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
}

const MALFORMED: Refusal = {
  status: 400,
  code: 'malformed_request',
  message: 'the request is not well-formed HTTP',
}
const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'headers_too_large',
    message: 'the address and the headers are too large; send fewer or shorter ones',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request_too_slow',
    message: 'the request did not arrive in time; send it faster',
  },
}
const NO_TUNNELS: Refusal = {
  status: 405,
  code: 'method_not_allowed',
  message: 'CONNECT is not for this server; it is no proxy',
}

/** How long a client may go on sending after it was refused, before it is cut off. */
const LINGER_MS = 1000

/**
 * Tells clients that send no readable request what is wrong with it, as every other refusal does: Node would tell the
 * status alone, or nothing. An answer that is on its way already is cut.
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
    if (socket.writable && !isAnswering(socket)) refuse(socket, REFUSALS[error.code ?? ''] ?? MALFORMED)
    else socket.destroy()
  })
  server.on('connect', (_req, socket) => refuse(socket, NO_TUNNELS))
}

function refuse(socket: Duplex, { status, code, message }: Refusal): void {
  const body = JSON.stringify({ error: { code, message } })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  // Closed at once, with bytes of the client's unread, the answer would be lost in a reset.
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}
