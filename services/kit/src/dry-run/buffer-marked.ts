import { IncomingMessage, type RequestListener } from 'node:http'
import { SHADOW_HEADER } from './mark.ts'

/** More than any service accepts. */
const MAX_BODY_BYTES = 4 * 1024 * 1024

const bodies = new WeakMap<IncomingMessage, Uint8Array | 'too large'>()

/** The body of a marked request; `too large` for one of more than 4 MiB. */
export function bodyOf(request: IncomingMessage): Uint8Array | 'too large' {
  return bodies.get(request) ?? new Uint8Array()
}

/**
 * Reads the bodies of marked requests ahead: the mark is bound to the body, and must be checked before anything is
 * done. The handler gets a request that can be read anew.
 */
export function bufferMarked(handler: RequestListener): RequestListener {
  return (request, response) => {
    if (request.headers[SHADOW_HEADER] === undefined) {
      handler(request, response)
      return
    }
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= MAX_BODY_BYTES) chunks.push(chunk)
      else chunks.length = 0
    })
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const again = readAnew(request, body)
      bodies.set(again, size <= MAX_BODY_BYTES ? body : 'too large')
      handler(again, response)
    })
  }
}

function readAnew(request: IncomingMessage, body: Buffer): IncomingMessage {
  const again = new IncomingMessage(request.socket)
  again.method = request.method
  again.url = request.url
  again.httpVersion = request.httpVersion
  again.httpVersionMajor = request.httpVersionMajor
  again.httpVersionMinor = request.httpVersionMinor
  again.rawHeaders = request.rawHeaders
  again.headers = request.headers
  again.complete = true
  again.push(body)
  again.push(null)
  return again
}
