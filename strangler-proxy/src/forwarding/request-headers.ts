import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { createJudge, HOP_BY_HOP, nominated, without } from './header-names.ts'
import { inPeersWords, type IsTrusted } from './trusted-peers.ts'

/** A request as an upstream is told of it. */
export interface Told {
  readonly req: IncomingMessage
  readonly host: string
  readonly requestId: string
  readonly isTrusted: IsTrusted
}

const SANE_ID = /^[A-Za-z0-9._-]{1,128}$/

// SECURITY: upstreams believe these headers, so nobody outside may send them, spelt with _ neither: CGI-style
// servers read it as -.
const OURS = /^(?:x[-_](?:strangler|forwarded)[-_].*|forwarded|x[-_]real[-_]ip|x[-_]request[-_]id)$/

const judge = createJudge((name) => {
  if (name === 'connection') return 'connection'
  // Trailers of requests go no further; what 100-continue asks for, we answer.
  const isDropped = HOP_BY_HOP.has(name) || name === 'host' || name === 'trailer' || name === 'expect'
  return isDropped || OURS.test(name) ? 'drop' : 'keep'
})

/** Where in the headers for an upstream the value of Host stands. */
export const HOST_AT = 1

/** The id of a request: the one it came with, if that is sane and sent once, else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const sent = headers['x-request-id']
  return typeof sent === 'string' && SANE_ID.test(sent) ? sent : randomUUID()
}

/**
 * The headers for an upstream, names and values in turn: what came, spelt and ordered as it came, without what
 * concerns one connection only; and what only we may say, or a peer that is trusted. The first one is Host.
 */
export function requestHeaders({ req, host, requestId, isTrusted }: Told): string[] {
  const { rawHeaders } = req
  const headers = ['Host', host]
  let dropped: ReadonlySet<string> | null = null
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    const value = rawHeaders[at + 1] ?? ''
    const verdict = judge(name)
    if (verdict === 'keep') headers.push(name, value)
    else if (verdict === 'connection') dropped = union(dropped, nominated(value))
  }
  const kept = dropped === null ? headers : without(headers, dropped)
  const client = clientOf(req)
  const proto = 'encrypted' in req.socket ? 'https' : 'http'
  const ours = ['X-Forwarded-For', client, 'X-Forwarded-Host', host, 'X-Forwarded-Proto', proto]
  kept.push('X-Request-ID', requestId, ...(isTrusted(client) ? inPeersWords(rawHeaders, ours) : ours))
  return kept
}

function union(
  one: ReadonlySet<string> | null,
  other: ReadonlySet<string> | null,
): ReadonlySet<string> | null {
  return one === null || other === null ? (one ?? other) : new Set([...one, ...other])
}

/** The client's address; one of IPv4 in its own form, also where the socket is of IPv6. */
export function clientOf({ socket }: IncomingMessage): string {
  const address = socket.remoteAddress ?? ''
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address
}
