import { word } from './words.ts'

/** Refuses with 400 and a short text, and closes: what follows on the connection may be part of what was refused. */
export function refuse(what: string): string {
  return `http-request deny deny_status 400 content-type text/plain string ${word(what)} hdr Connection close`
}
