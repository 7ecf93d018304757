import { Busboy } from '@fastify/busboy'
import type { Request } from 'express'
import { BadRequest } from '../errors.ts'
import { parseQuery } from './paths.ts'

/** Django's DATA_UPLOAD_MAX_MEMORY_SIZE and DATA_UPLOAD_MAX_NUMBER_FIELDS. */
const MAX_BYTES = 2_621_440
const MAX_FIELDS = 1000

/** The fields of a posted form, urlencoded or multipart; any other body has none. Throws BadRequest. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/x-www-form-urlencoded') return limited(parseQuery(await readBody(request)))
  if (type === 'multipart/form-data') return limited(await parseMultipart(request))
  return new URLSearchParams()
}

async function parseMultipart(request: Request): Promise<URLSearchParams> {
  const body = await readBody(request)
  const fields = new URLSearchParams()
  await new Promise<void>((resolve, reject) => {
    const refuse = (cause: unknown): void =>
      reject(new BadRequest('the multipart body cannot be read', { cause }))
    try {
      const parser = new Busboy({
        headers: { 'content-type': request.headers['content-type'] ?? '' },
        limits: { fieldSize: MAX_BYTES },
      })
      parser.on('field', (name, value) => fields.append(name, value))
      // A file that is cut off fails on its own stream, where nobody listening would end the process.
      parser.on('file', (_name, stream) => stream.on('error', refuse).resume())
      parser.on('error', refuse)
      parser.on('finish', resolve)
      parser.end(body)
    } catch (cause) {
      refuse(cause)
    }
  })
  return fields
}

function limited(fields: URLSearchParams): URLSearchParams {
  if (fields.size > MAX_FIELDS) throw new BadRequest('the form has too many fields')
  return fields
}

/** What is too large is read to its end all the same: a client that is still sending would not hear the answer. */
async function readBody(request: Request): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BYTES) {
    request.resume()
    throw new BadRequest('the form is too large')
  }
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size <= MAX_BYTES) chunks.push(chunk)
    }
  } catch (cause) {
    throw new BadRequest('the request ended before its body was complete', { cause })
  }
  if (size > MAX_BYTES) throw new BadRequest('the form is too large')
  return Buffer.concat(chunks)
}
