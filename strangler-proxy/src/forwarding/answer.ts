import type { ServerResponse } from 'node:http'

/** Answers in the proxy's own name, with a short text. */
export function answerText(res: ServerResponse, status: number, text: string, requestId: string): void {
  res.writeHead(status, [
    'Content-Type',
    'text/plain',
    'Content-Length',
    String(Buffer.byteLength(text)),
    'Cache-Control',
    'no-cache',
    'X-Request-ID',
    requestId,
  ])
  res.end(text)
}
