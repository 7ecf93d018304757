import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** Answers in the proxy's own name, with a short text. */
export function answerText(res: ServerResponse, status: number, text: string, requestId: string): void {
  res.writeHead(status, textHeaders(text, requestId))
  res.end(text)
}

/** The same on a bare connection, which it ends. */
export function answerSocket(socket: Duplex, status: number, text: string, requestId: string): void {
  const headers = [...textHeaders(text, requestId), 'Connection', 'close']
  const lines = headers.map((word, at) => (at % 2 === 0 ? `${word}: ` : `${word}\r\n`))
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${text}`)
}

function textHeaders(text: string, requestId: string): string[] {
  return [
    'Content-Type',
    'text/plain',
    'Content-Length',
    String(Buffer.byteLength(text)),
    'Cache-Control',
    'no-cache',
    'X-Request-ID',
    requestId,
  ]
}
