import type { ShedCause } from '@strangler/comparison'
import { SHADOW_HEADER, signShadow, type Side } from '@strangler/migration-plan'
import type { Address } from '../forwarding/address.ts'
import { without } from '../forwarding/header-names.ts'
import { HOST_AT } from '../forwarding/request-headers.ts'
import { send, type Order } from '../forwarding/send.ts'
import type { Forwarded } from '../routing/verdict.ts'
import { AnswerCopy, findHeader, type CopiedAnswer } from './answer-copy.ts'

/** What became of a shadow. */
export interface Shadow {
  readonly answer: CopiedAnswer
  /** What the upstream says of the mark: `dry-run` that it rolled back, `lost` that it gave way to a user. */
  readonly mark: string | null
}

const WITHIN_MS = 10_000
/** Longer than any shadow waits. */
const MARK_SECONDS = 60
const FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding'])

/** A user's request, as a shadow repeats it. */
export interface Repeated {
  readonly method: string
  /** Whether asking changes nothing. */
  readonly isSafe: boolean
  readonly requestId: string
  readonly headers: readonly string[]
  readonly body: readonly Buffer[]
  /** What shadows of writes are signed with. */
  readonly key: string | undefined
  /** How many bytes of the answer are of use, as far as is known by then. */
  readonly mostOfUse: () => number
}

/** Told of the answer, or why there is none that can be compared. */
export type OnShadow = (shadow: Shadow | null, cause: ShedCause) => void

/** Asks a side of a route what a user asked; one that can run it dry is told to. */
export function askSide(to: Forwarded, side: Side, repeated: Repeated, onEnd: OnShadow): void {
  const { route, target, host } = to
  const { method, isSafe, requestId, key, mostOfUse } = repeated
  const address = route[side]?.next([])
  if (!address) return onEnd(null, 'no-address')
  const body = Buffer.concat(repeated.body)
  const headers = body.length > 0 ? without(repeated.headers, FRAMING) : [...repeated.headers]
  headers[HOST_AT] = address.host ?? host
  const isMarked = key !== undefined && route.isDry[side]
  if (isMarked) {
    const expiry = Math.floor(Date.now() / 1000) + MARK_SECONDS
    headers.push(SHADOW_HEADER, signShadow(key, { method, target, requestId, body }, expiry))
  }
  const { connectMs, responseMs } = route.route.timeouts
  const { servername } = address
  const order = { method, target, headers, body: body.length > 0 ? body : null, servername, responseMs }
  askShadow(address, connectMs, order, mostOfUse, (shadow) => {
    if (shadow === null || (isMarked && shadow.mark === 'lost')) onEnd(null, 'shadow-failed')
    else if (isMarked && shadow.mark !== 'dry-run' && mayHaveWritten(shadow, isSafe)) onEnd(null, 'not-dry')
    else onEnd(shadow, 'shadow-failed')
  })
}

/** A failure is one also where nobody looked at the mark, such as that of a balancer whose candidate is down. */
function mayHaveWritten({ answer }: Shadow, isSafe: boolean): boolean {
  return !isSafe && answer.status < 500
}

/** Asks an address what a user asked, once; `onEnd` is told the answer, as far as it goes, or null where there is none in time. */
function askShadow(
  address: Address,
  connectMs: number,
  order: Order,
  mostOfUse: () => number,
  onEnd: (shadow: Shadow | null) => void,
): void {
  const copy = new AnswerCopy(mostOfUse)
  let isOver = false
  const end = (shadow: Shadow | null): void => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    onEnd(shadow)
  }
  const sending = send(address.pool(connectMs), order, {
    onHead: (status, _, headers) => (status < 200 ? undefined : copy.head(status, headers)),
    onData(chunk) {
      if (copy.data(chunk)) return true
      // The rest is of no use.
      queueMicrotask(() => sending.abort())
      end(shadowOf(copy))
      return true
    },
    onEnd: () => end(shadowOf(copy)),
    // An upstream that breaks off in the middle of its answer would do so to a user, too.
    onFault: (fault) => end(fault === 'response-body-upstream' && copy.hasHead ? shadowOf(copy, true) : null),
  })
  const timer = setTimeout(() => {
    sending.abort()
    end(null)
  }, WITHIN_MS)
}

/** The mark is said to us: it is no part of the answer. */
function shadowOf(copy: AnswerCopy, breaksOff = false): Shadow {
  const answer = copy.end(breaksOff)
  const { headers } = answer
  const at = findHeader(headers, SHADOW_HEADER.toLowerCase())
  if (at < 0) return { answer, mark: null }
  return { answer: { ...answer, headers: headers.toSpliced(at, 2) }, mark: String(headers[at + 1]).trim() }
}
