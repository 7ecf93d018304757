import { createHash } from 'node:crypto'

/** A name that is not too long to be kept; what is left out of it still tells it from others. */
export function shorten(name: string, most: number): string {
  if (name.length <= most) return name
  const digest = createHash('sha256').update(name).digest('base64url')
  return `${name.slice(0, most - digest.length - 1).toWellFormed()}…${digest}`
}
