import express, { type RequestHandler } from 'express'

/**
 * Parses `application/x-www-form-urlencoded` bodies into `req.body` as browsers mean them (WHATWG): bytes that are not
 * UTF-8 become U+FFFD, a repeated field is an array. Other bodies are left alone.
 */
export function readForm({ limit = '64kb' }: { limit?: string | number } = {}): RequestHandler {
  const readBytes: RequestHandler = express.raw({ type: 'application/x-www-form-urlencoded', limit })
  return (req, res, next) => {
    readBytes(req, res, (error?: unknown) => {
      if (error === undefined && Buffer.isBuffer(req.body)) req.body = parseForm(req.body.toString('utf8'))
      next(error)
    })
  }
}

/** The fields of an encoded form or query string. A plain dictionary: names like `__proto__` are just names. */
export function parseForm(text: string): Record<string, string | string[]> {
  const form = Object.create(null) as Record<string, string | string[]>
  // The constructor drops one leading question mark: this one, not one that belongs to a name.
  for (const [name, value] of new URLSearchParams(`?${text}`)) {
    const before = form[name]
    if (before === undefined) form[name] = value
    else if (Array.isArray(before)) before.push(value)
    else form[name] = [before, value]
  }
  return form
}
