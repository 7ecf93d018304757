import { canonicalPath } from './canonical-path.ts'

/** What a request asks for, or why it is refused. */
export type RequestTarget =
  | {
      readonly ok: true
      /** Value of the Host header. */
      readonly host: string
      /** Canonical path, that routes are matched on. */
      readonly path: string
      /** Path and query as they came, for the upstream. */
      readonly forwarded: string
    }
  | { readonly ok: false; readonly reason: string }

const NOT_PRINTABLE = /[^!-~]/
const NO_HOST_CHARACTER = /[^!-~]|[/\\?#@,]/
const ABSOLUTE = /^([a-z][a-z0-9+.-]*):\/\/([^/?]*)/i
const DEFAULT_PORTS: ReadonlyMap<string, string> = new Map([
  ['http', ':80'],
  ['https', ':443'],
])

/**
 * Reads the target of a request line against its headers (names and values in turn, as they came). Refused is what
 * could be read in two ways: not exactly one Host, an absolute address of another host or with a user name, bytes
 * beyond printable ASCII, a fragment, and the paths that canonicalPath refuses.
 */
export function readTarget(target: string, headers: readonly string[]): RequestTarget {
  const host = onlyHost(headers)
  if (host === undefined) return refused('there must be exactly one Host header')
  if (NO_HOST_CHARACTER.test(host)) return refused('the Host header holds what no host has')
  const forwarded = target.startsWith('/') ? target : pathOfAbsolute(target, host)
  if (forwarded === undefined)
    return refused('the address is of another host than the Host header, or of none')
  if (NOT_PRINTABLE.test(forwarded) || forwarded.includes('#'))
    return refused('the address holds a number sign, or a byte that must be percent-encoded')
  const query = forwarded.indexOf('?')
  const canonical = canonicalPath(query === -1 ? forwarded : forwarded.slice(0, query))
  return canonical.ok ? { ok: true, host, path: canonical.path, forwarded } : canonical
}

function refused(reason: string): RequestTarget {
  return { ok: false, reason }
}

function onlyHost(headers: readonly string[]): string | undefined {
  let host: string | undefined
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? ''
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue
    if (host !== undefined) return undefined
    host = headers[at + 1]
  }
  return host
}

function pathOfAbsolute(target: string, host: string): string | undefined {
  const [whole, scheme = '', authority = ''] = ABSOLUTE.exec(target) ?? []
  if (whole === undefined || authority === '' || authority.includes('@')) return undefined
  const port = DEFAULT_PORTS.get(scheme.toLowerCase())
  return withoutPort(authority, port) === withoutPort(host, port) ? target.slice(whole.length) : undefined
}

function withoutPort(authority: string, port: string | undefined): string {
  const name = authority.toLowerCase()
  return port !== undefined && name.endsWith(port) ? name.slice(0, -port.length) : name
}
