import type { IncomingMessage } from 'node:http'
import type { Side } from '@strangler/migration-plan'
import type { Answered } from '../tally.ts'
import type { ServedRoute } from './served-route.ts'
import type { Snapshot } from './snapshot.ts'

/** Where a request goes. */
export interface Forwarded {
  readonly route: ServedRoute
  readonly side: Side
  readonly isPinned: boolean
  readonly host: string
  readonly target: string
  /** Key of a user who brought none, or null. */
  readonly newUser: string | null
}

/** What becomes of a request: it goes on, or we answer it ourselves. */
export type Verdict =
  | { readonly kind: 'forward'; readonly to: Forwarded }
  | { readonly kind: 'answer'; readonly why: Answered; readonly status: number; readonly text: string }

const MOST_HEADERS = 101

/** Judges a request by a table, or by there being none. */
export function verdictOn(req: IncomingMessage, snapshot: Snapshot | null): Verdict {
  if (!snapshot) return answer('no-table', 503, 'this proxy has no route table yet')
  const unfit = unfitness(req)
  if (unfit) return answer('refused', unfit[0], unfit[1])
  const { method = '', url: target = '', rawHeaders: headers } = req
  const decision = snapshot.decide({ method, target, headers })
  if (decision.kind === 'refuse') return answer('refused', 400, decision.reason)
  if (decision.kind === 'gone') return answer('gone', 404, 'there is nothing at this address')
  const route = snapshot.served.get(decision.route)
  if (decision.kind === 'deny' || !route) return answer('denied', 403, 'this address is not public')
  const { side, isPinned, host, target: forwarded, newUser } = decision
  return { kind: 'forward', to: { route, side, isPinned, host, target: forwarded, newUser } }
}

function answer(why: Answered, status: number, text: string): Verdict {
  return { kind: 'answer', why, status, text }
}

function unfitness(req: IncomingMessage): readonly [status: number, text: string] | null {
  if (req.rawHeaders.length > 2 * MOST_HEADERS) return [431, `there are more than ${MOST_HEADERS} headers`]
  const coding = req.headers['transfer-encoding']
  if (coding === undefined) return null
  if (req.httpVersionMinor === 0) return [400, 'HTTP/1.0 knows no transfer codings']
  return coding.toLowerCase() === 'chunked' ? null : [501, 'no transfer coding but chunked is known']
}
