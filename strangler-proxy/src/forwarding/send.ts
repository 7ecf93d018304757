import type { Dispatcher } from 'undici'
import type { RawHeaders } from './answer-headers.ts'
import type { Fault } from './outcome.ts'
import type { RequestBody } from './request-body.ts'

/** One request for one address. */
export interface Order {
  readonly method: string
  readonly target: string
  /** Names and values in turn, Host among them. */
  readonly headers: readonly string[]
  readonly body: RequestBody | Buffer | null
  /** Name that the certificate of the upstream is to hold. */
  readonly servername: string
  /** Longest silence before and within the answer. */
  readonly responseMs: number
}

/** How far a request had come when it failed: whether it may be asked once more depends on it. */
export type Progress = 'not-sent' | 'unanswered' | 'answered'

/** Who is told of the answer. Each call but the last one of `onEnd` and `onFault` may come often or never. */
export interface Receiver {
  /** A status below 200 is an interim answer. */
  onHead(status: number, message: string, headers: RawHeaders): void
  /** False asks for a pause until `resume`. */
  onData(chunk: Buffer): boolean
  onEnd(trailers: RawHeaders): void
  onFault(fault: Fault, progress: Progress, cause: Error): void
}

/** A request on its way. */
export interface Sending {
  resume(): void
  /** Gives it up; the receiver is told nothing more. */
  abort(): void
}

/** Sends a request by undici: this file is all that knows how. */
export function send(dispatcher: Dispatcher, order: Order, receiver: Receiver): Sending {
  const call = new Call(order, receiver)
  dispatcher.dispatch(
    {
      method: order.method,
      path: order.target,
      headers: order.headers as string[],
      body: order.body as Dispatcher.DispatchOptions['body'],
      headersTimeout: order.responseMs,
      bodyTimeout: order.responseMs,
      // Undici would close the connection behind a HEAD, and behind a body of a method that seldom has one.
      reset: false,
      servername: order.servername,
    } as Dispatcher.DispatchOptions,
    call,
  )
  return call
}

class Call implements Dispatcher.DispatchHandler, Sending {
  private readonly receiver: Receiver
  private controller: Dispatcher.DispatchController | null = null
  private progress: Progress = 'not-sent'
  private hasBodyToSend: boolean
  private isGivenUp = false

  constructor({ body }: Order, receiver: Receiver) {
    this.receiver = receiver
    this.hasBodyToSend = body !== null
  }

  resume(): void {
    this.controller?.resume()
  }

  abort(): void {
    this.isGivenUp = true
    this.controller?.abort(GIVEN_UP)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.isGivenUp) controller.abort(GIVEN_UP)
    else this.progress = 'unanswered'
  }

  onRequestSent(): void {
    this.hasBodyToSend = false
  }

  onResponseStarted(): void {
    this.progress = 'answered'
  }

  onResponseStart(
    { rawHeaders }: Dispatcher.DispatchController,
    status: number,
    _: unknown,
    message: string | undefined,
  ): void {
    this.receiver.onHead(status, message ?? '', (rawHeaders ?? []) as RawHeaders)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.receiver.onData(chunk)) controller.pause()
  }

  onResponseEnd({ rawTrailers }: Dispatcher.DispatchController): void {
    this.receiver.onEnd((rawTrailers ?? []) as RawHeaders)
  }

  onResponseError(_: unknown, error: Error): void {
    if (this.isGivenUp) return
    this.receiver.onFault(this.faultOf(error), this.progress, error)
  }

  private faultOf(error: Error): Fault {
    const code = 'code' in error ? error.code : ''
    if (this.progress === 'not-sent')
      return code === 'UND_ERR_CONNECT_TIMEOUT' ? 'connect-timeout' : 'connect-failed'
    if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'response-timeout'
    return this.progress === 'unanswered' && this.hasBodyToSend
      ? 'request-body-upstream'
      : 'response-body-upstream'
  }
}

const GIVEN_UP = Object.assign(new TypeError('given up'), { name: 'GivenUp' })
