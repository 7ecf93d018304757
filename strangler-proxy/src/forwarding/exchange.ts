import type { ServerResponse } from 'node:http'
import { PIN_HEADER } from '@strangler/migration-plan'
import { countEnd } from '../counters.ts'
import { edited } from '../routing/edits.ts'
import type { Forwarded } from '../routing/verdict.ts'
import type { Address } from './address.ts'
import { answerHeaders, interimHeaders, trailerPairs, type RawHeaders } from './answer-headers.ts'
import { answerText } from './answer.ts'
import { Attempts } from './attempts.ts'
import { cohortCookie } from './cohort-cookie.ts'
import { FAULT_ANSWERS, type Fault, type OnFault, type OnServed } from './outcome.ts'
import { hasBody, RequestBody } from './request-body.ts'
import { Reply } from './reply.ts'
import { HOST_AT, requestHeaders, type Told } from './request-headers.ts'
import { send, type Progress, type Receiver, type Sending } from './send.ts'
import type { Witness } from './witness.ts'

/** A request that is to be forwarded. */
export interface Asked extends Forwarded, Told {
  readonly res: ServerResponse
  /** The client waits for 100 Continue before it sends the body. */
  readonly expectsContinue: boolean
  /** Told of its end; null where nobody is to know. */
  readonly onServed: OnServed | null
  /** Sees it go by. */
  readonly witness: Witness | null
}

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])
/** An address that just refused a connection is given this long before it is asked once more. */
const SAME_ADDRESS_AFTER_MS = 1000
const NOBODY_TO_ASK = new TypeError('no address is up, or none has a place')

/** Forwards a request to its side, once more where that does no harm, and answers it. */
export function exchange(asked: Asked, onFault: OnFault): void {
  new Exchange(asked, onFault).begin()
}

class Exchange implements Receiver {
  private readonly asked: Asked
  private readonly onFaultSeen: OnFault
  private readonly headers: string[]
  private readonly startedAt = performance.now()
  private readonly attempts: Attempts
  private readonly reply: Reply
  private retriesLeft: number
  private body: RequestBody | null = null
  private sending: Sending | null = null
  private timer: NodeJS.Timeout | undefined
  private stopWaiting: (() => void) | null = null
  private status = 0
  private isDone = false
  private listensForDrain = false

  constructor(asked: Asked, onFault: OnFault) {
    const { res, route, side, isPinned } = asked
    this.asked = asked
    this.reply = new Reply(res)
    this.onFaultSeen = onFault
    this.headers = edited(requestHeaders(asked), route.requestEdits)
    this.attempts = new Attempts(route, side, isPinned)
    this.retriesLeft = route.route.retries
  }

  begin(): void {
    const { req, res, witness } = this.asked
    res.on('close', this.onClose)
    witness?.onRequest(this.headers, hasBody(req))
    const address = this.attempts.next()
    if (address) this.try(address)
    else if (this.attempts.isFull()) this.waitForPlace()
    else this.fail('no-address', NOBODY_TO_ASK)
  }

  onHead(status: number, message: string, raw: RawHeaders): void {
    const { req, res, route, requestId, newUser, isPinned } = this.asked
    const isHttp10 = req.httpVersionMinor === 0
    if (status < 200) {
      if (!isHttp10) res.writeInformation(status, interimHeaders(raw))
      return
    }
    this.attempts.address?.succeeded()
    this.status = status
    this.asked.witness?.onHead(status, raw)
    const headers = answerHeaders(raw, {
      requestId,
      edits: route.answerEdits,
      exposed: this.attempts.served.exposed,
      setCookie: cohortCookie(newUser),
      trailersFit: !isHttp10 && req.method !== 'HEAD' && status !== 204 && status !== 304,
    })
    if (isPinned) headers.push(PIN_HEADER, this.attempts.side)
    this.reply.head(status, message, headers)
  }

  onData(chunk: Buffer): boolean {
    const { res, witness } = this.asked
    witness?.onData(chunk)
    if (this.reply.data(chunk)) return true
    if (!this.listensForDrain) res.on('drain', this.onDrain)
    this.listensForDrain = true
    return false
  }

  onEnd(trailers: RawHeaders): void {
    this.reply.end(trailerPairs(trailers))
    this.finish(null)
    this.asked.witness?.onEnd(this.attempts.side)
  }

  onFault(fault: Fault, progress: Progress, cause: Error): void {
    if (this.isDone) return
    const { address: failed, served } = this.attempts
    if (progress !== 'answered') failed?.failed()
    this.attempts.leave()
    const address = this.mayRetry(fault, progress) ? this.attempts.next() : undefined
    if (!address) return this.fail(fault, cause)
    this.report(fault, cause)
    this.retriesLeft--
    served.counts.retries++
    const isSame = address === failed && progress === 'not-sent'
    const { connectMs } = this.asked.route.route.timeouts
    const pause = isSame ? Math.min(SAME_ADDRESS_AFTER_MS, connectMs) : 0
    this.timer = setTimeout(() => this.try(address), pause)
  }

  private try(address: Address): void {
    const { req, res, route, host, target, expectsContinue, witness } = this.asked
    const { connectMs, responseMs } = route.route.timeouts
    this.headers[HOST_AT] = address.host ?? host
    this.body = hasBody(req) ? new RequestBody(req, res, expectsContinue) : null
    if (this.body && witness)
      this.body
        .on('data', (chunk: Buffer) => witness.onRequestData(chunk))
        .on('end', () => witness.onRequestEnd())
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

  private waitForPlace(): void {
    const { places, route } = this.asked.route
    this.stopWaiting =
      places?.wait(() => {
        const address = this.attempts.next()
        if (!address) return false
        clearTimeout(this.timer)
        this.stopWaiting = null
        this.try(address)
        return true
      }) ?? null
    this.timer = setTimeout(() => this.fail('queue-timeout', NOBODY_TO_ASK), route.limits.queueMs)
  }

  /** What never reached an upstream may be asked again; what may have reached it, only if asking does no harm. */
  private mayRetry(fault: Fault, progress: Progress): boolean {
    if (this.retriesLeft === 0 || progress === 'answered' || this.body?.started === true) return false
    if (progress === 'not-sent') return true
    return fault !== 'response-timeout' && !this.asked.isPinned && SAFE.has(this.asked.req.method ?? '')
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
    clearTimeout(this.timer)
    this.stopWaiting?.()
    this.attempts.leave()
    if (fault !== null) this.asked.witness?.onFailure()
    const tookMs = performance.now() - this.startedAt
    countEnd(this.attempts.served.counts, this.status, fault, tookMs)
    const { req, requestId, onServed } = this.asked
    onServed?.({ ...this.attempts.place(), req, requestId }, this.status, tookMs)
  }

  private report(fault: Fault, cause: Error): void {
    const { req, requestId } = this.asked
    this.onFaultSeen(fault, { ...this.attempts.place(), req, requestId }, cause)
  }

  private readonly onDrain = (): void => this.sending?.resume()

  private readonly onClose = (): void => {
    if (this.isDone) return
    this.sending?.abort()
    this.finish(this.asked.req.complete ? 'response-body-client' : 'request-body-client')
  }
}
