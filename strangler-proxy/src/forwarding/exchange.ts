import type { IncomingMessage, ServerResponse } from 'node:http'
import { COHORT_COOKIE, PIN_HEADER, type Side } from '@strangler/migration-plan'
import { countEnd } from '../counters.ts'
import type { ServedRoute } from '../routing/snapshot.ts'
import type { ServedSide } from '../routing/served-side.ts'
import type { Address } from './address.ts'
import { answerHeaders, interimHeaders, trailerPairs, type RawHeaders } from './answer-headers.ts'
import { answerText } from './answer.ts'
import { FAULT_ANSWERS, type Fault } from './outcome.ts'
import { RequestBody } from './request-body.ts'
import { HOST_AT, requestHeaders } from './request-headers.ts'
import { send, type Progress, type Receiver, type Sending } from './send.ts'

/** A request that is to be forwarded. */
export interface Asked {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly route: ServedRoute
  readonly side: Side
  readonly host: string
  readonly target: string
  readonly requestId: string
  /** Key of a user who brought none, or null. */
  readonly newUser: string | null
  /** Only its side may answer. */
  readonly isPinned: boolean
  /** The client waits for 100 Continue before it sends the body. */
  readonly expectsContinue: boolean
}

/** Told of every fault, also of those that a further try mended. */
export type OnFault = (
  fault: Fault,
  about: { asked: Asked; side: Side; address: string; cause: Error },
) => void

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])
const COOKIE_ATTRIBUTES = 'Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax'
/** An address that just refused a connection is given this long before it is asked once more. */
const SAME_ADDRESS_AFTER_MS = 1000
const NO_ADDRESS = Object.assign(new TypeError('no address is up'), { code: 'NO_ADDRESS' })

/** Forwards a request to its side, once more where that does no harm, and answers it. */
export function exchange(asked: Asked, onFault: OnFault): void {
  new Exchange(asked, onFault).begin()
}

class Exchange implements Receiver {
  private readonly asked: Asked
  private readonly onFaultSeen: OnFault
  private readonly headers: string[]
  private readonly startedAt = performance.now()
  private side: Side
  private served: ServedSide
  private address: Address | null = null
  private tried: readonly Address[] = []
  private retriesLeft: number
  private body: RequestBody | null = null
  private sending: Sending | null = null
  private waiting: NodeJS.Timeout | undefined
  private status = 0
  private isDone = false
  private listensForDrain = false

  constructor(asked: Asked, onFault: OnFault) {
    const { req, route, side, host, requestId } = asked
    const served = route[side]
    if (!served) throw new TypeError(`route "${route.route.id}" has no ${side}`)
    this.asked = asked
    this.onFaultSeen = onFault
    this.headers = requestHeaders(req, { host, requestId, edit: route.requestEdit })
    this.side = side
    this.served = served
    this.retriesLeft = route.route.retries
  }

  begin(): void {
    this.served.counts.inFlight++
    this.asked.res.on('close', this.onClose)
    const address = this.nextAddress()
    if (address) this.try(address)
    else this.fail('connect-failed', NO_ADDRESS)
  }

  onHead(status: number, message: string, raw: RawHeaders): void {
    const { req, res, route, requestId, newUser, isPinned } = this.asked
    const isHttp10 = req.httpVersionMinor === 0
    if (status < 200) {
      if (!isHttp10) res.writeInformation(status, interimHeaders(raw))
      return
    }
    this.status = status
    const headers = answerHeaders(raw, {
      requestId,
      edit: route.answerEdit,
      exposed: isPinned ? [...this.served.exposed, PIN_HEADER, this.side] : this.served.exposed,
      setCookie: newUser === null ? null : `${COHORT_COOKIE}=${newUser}; ${COOKIE_ATTRIBUTES}`,
      trailersFit: !isHttp10 && req.method !== 'HEAD' && status !== 204 && status !== 304,
    })
    res.writeHead(status, message, headers)
    // Node sends the head with the first of the body, which may be long in coming.
    process.nextTick(flushHead, res)
  }

  onData(chunk: Buffer): boolean {
    const { res } = this.asked
    if (res.write(chunk)) return true
    if (!this.listensForDrain) res.on('drain', this.onDrain)
    this.listensForDrain = true
    return false
  }

  onEnd(trailers: RawHeaders): void {
    const { res } = this.asked
    if (trailers.length > 0) res.addTrailers(trailerPairs(trailers))
    res.end()
    this.finish(null)
  }

  onFault(fault: Fault, progress: Progress, cause: Error): void {
    if (this.isDone) return
    const address = this.mayRetry(fault, progress) ? this.nextAddress() : undefined
    if (!address) return this.fail(fault, cause)
    this.report(fault, cause)
    this.retriesLeft--
    this.served.counts.retries++
    const isSame = address === this.address && progress === 'not-sent'
    const { connectMs } = this.asked.route.route.timeouts
    this.waiting = setTimeout(
      () => this.try(address),
      isSame ? Math.min(SAME_ADDRESS_AFTER_MS, connectMs) : 0,
    )
  }

  private try(address: Address): void {
    const { req, res, route, host, target, expectsContinue } = this.asked
    const { connectMs, responseMs } = route.route.timeouts
    this.address = address
    this.tried = [...this.tried, address]
    this.headers[HOST_AT] = address.host ?? host
    this.body = hasBody(req) ? new RequestBody(req, res, expectsContinue) : null
    this.sending = send(
      address.pool(connectMs),
      {
        method: req.method ?? 'GET',
        target,
        headers: this.headers,
        body: this.body,
        servername: address.servername,
        responseMs,
      },
      this,
    )
  }

  /** What never reached an upstream may be asked again; what may have reached it, only if asking does no harm. */
  private mayRetry(fault: Fault, progress: Progress): boolean {
    if (this.retriesLeft === 0 || progress === 'answered' || this.body?.started === true) return false
    return progress === 'not-sent' || (fault !== 'response-timeout' && SAFE.has(this.asked.req.method ?? ''))
  }

  /** Another address of the side, else of the other side if that has a share, else the same ones again. */
  private nextAddress(): Address | undefined {
    const { route, isPinned } = this.asked
    const own = this.served.next(this.tried)
    if (own) return own
    const otherSide = this.side === 'legacy' ? 'candidate' : 'legacy'
    const isShared = !isPinned && route.route.weight > 0 && route.route.weight < 100
    const other = isShared ? route[otherSide] : null
    const elsewhere = other?.next(this.tried)
    if (other && elsewhere) {
      this.served.counts.inFlight--
      other.counts.inFlight++
      this.side = otherSide
      this.served = other
      return elsewhere
    }
    this.tried = []
    return this.served.next(this.tried)
  }

  private fail(fault: Fault, cause: Error): void {
    const { res, requestId } = this.asked
    this.report(fault, cause)
    if (res.headersSent) res.destroy()
    else {
      const [status, text] = FAULT_ANSWERS[fault]
      this.status = status
      answerText(res, status, text, requestId)
    }
    this.finish(fault)
  }

  private finish(fault: Fault | null): void {
    this.isDone = true
    countEnd(this.served.counts, this.status, fault, performance.now() - this.startedAt)
  }

  private report(fault: Fault, cause: Error): void {
    this.onFaultSeen(fault, {
      asked: this.asked,
      side: this.side,
      address: this.address?.origin ?? '',
      cause,
    })
  }

  private readonly onDrain = (): void => this.sending?.resume()

  private readonly onClose = (): void => {
    if (this.isDone) return
    clearTimeout(this.waiting)
    this.sending?.abort()
    this.finish(this.asked.req.complete ? 'response-body-client' : 'request-body-client')
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) > 0)
}

function flushHead(res: ServerResponse): void {
  if (!res.writableEnded && !res.destroyed) res.flushHeaders()
}
