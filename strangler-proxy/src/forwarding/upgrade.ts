import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { PIN_HEADER } from '@strangler/migration-plan'
import { countEnd } from '../counters.ts'
import { edited } from '../routing/edits.ts'
import type { Forwarded } from '../routing/verdict.ts'
import { answerHeaders } from './answer-headers.ts'
import { answerSocket } from './answer.ts'
import { Attempts } from './attempts.ts'
import { cohortCookie } from './cohort-cookie.ts'
import { FAULT_ANSWERS, type Fault, type OnFault } from './outcome.ts'
import { HOST_AT, requestHeaders, type Told } from './request-headers.ts'
import { CONNECT_TIMEOUT } from './tunnel.ts'

/** A request that is to become a tunnel. */
export interface AskedUpgrade extends Forwarded, Told {
  /** What the client sent behind its head. */
  readonly head: Buffer
}

/** As long as the edge lets a tunnel be silent. */
const SILENT_TUNNEL_MS = 3_600_000
const NOBODY_TO_ASK = new TypeError('no address is up, or none has a place')

/** Forwards an upgrade to its side, once, and joins the connections. It is in flight until they part. */
export function upgrade(asked: AskedUpgrade, onFault: OnFault): void {
  const { req, head, route, requestId } = asked
  const { socket } = req
  const attempts = new Attempts(route, asked.side, asked.isPinned)
  const startedAt = performance.now()
  let tookMs = 0
  let status = 0
  let fault: Fault | null = null

  const fail = (what: Fault, cause: Error): void => {
    fault = what
    onFault(what, { ...attempts.place(), req, requestId }, cause)
    const [code, text] = FAULT_ANSWERS[what]
    status = code
    answerSocket(socket, code, text, requestId)
  }
  const answered = (answer: IncomingMessage): void => {
    attempts.address?.succeeded()
    status = answer.statusCode ?? 0
    tookMs = performance.now() - startedAt
    answer.headers = answerHeadersOf(answer, asked, attempts)
  }

  socket.on('error', () => socket.destroy())
  socket.once('close', () => {
    attempts.leave()
    countEnd(attempts.served.counts, status, fault ?? (status === 0 ? 'response-body-client' : null), tookMs)
  })
  const address = attempts.next()
  if (!address) return fail(attempts.isFull() ? 'queue-timeout' : 'no-address', NOBODY_TO_ASK)
  const headers = edited(requestHeaders(asked), route.requestEdits)
  headers[HOST_AT] = address.host ?? asked.host
  req.headers = { ...asObject(headers), connection: 'Upgrade', upgrade: 'websocket' }
  req.url = asked.target
  address.tunnel(route.route.timeouts)(req, socket, head, {
    onOpen(answer, upstream) {
      answered(answer)
      answer.headers = { ...answer.headers, connection: 'Upgrade', upgrade: 'websocket' }
      for (const end of [socket, upstream]) end.setTimeout(SILENT_TUNNEL_MS, () => end.destroy())
      socket.once('close', () => upstream.destroy())
    },
    onAnswer: answered,
    onError(error) {
      if (status !== 0) return
      address.failed()
      fail(faultOf(error), error)
    },
  })
}

/** Whether a request asks for a tunnel that we know; others are served as if they did not ask. */
export function isTunnel({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'
}

function faultOf(error: NodeJS.ErrnoException): Fault {
  if (error.code === CONNECT_TIMEOUT) return 'connect-timeout'
  if (error.code === 'ERR_UPSTREAM_UPGRADE_TIMEOUT') return 'response-timeout'
  return error.syscall === 'connect' ? 'connect-failed' : 'response-body-upstream'
}

function answerHeadersOf(
  { rawHeaders }: IncomingMessage,
  { requestId, route, newUser, isPinned }: AskedUpgrade,
  { served, side }: Attempts,
): IncomingHttpHeaders {
  const headers = answerHeaders(rawHeaders, {
    requestId,
    edits: route.answerEdits,
    exposed: served.exposed,
    setCookie: cohortCookie(newUser),
    trailersFit: false,
  })
  return asObject(isPinned ? [...headers, PIN_HEADER, side] : headers)
}

/** Names and values in turn as an object, each name as it was first spelt. */
function asObject(headers: readonly string[]): Record<string, string | string[]> {
  const spelt = new Map<string, string>()
  const values: Record<string, string | string[]> = {}
  for (let at = 0; at < headers.length; at += 2) {
    const written = headers[at] ?? ''
    const name = spelt.get(written.toLowerCase()) ?? written
    spelt.set(written.toLowerCase(), name)
    const known = values[name]
    const value = headers[at + 1] ?? ''
    values[name] = known === undefined ? value : [known, value].flat()
  }
  return values
}
