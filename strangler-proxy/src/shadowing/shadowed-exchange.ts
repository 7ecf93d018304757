import type { Against, Answer, AskedRequest, ShedCause } from '@strangler/comparison'
import { SHADOW_HEADER, signShadow, type Side } from '@strangler/migration-plan'
import type { RawHeaders } from '../forwarding/answer-headers.ts'
import { without } from '../forwarding/header-names.ts'
import { HOST_AT } from '../forwarding/request-headers.ts'
import type { Witness } from '../forwarding/witness.ts'
import type { Forwarded } from '../routing/verdict.ts'
import { AnswerCopy, MOST_KEPT } from './answer-copy.ts'
import type { Budget } from './budget.ts'
import type { Comparer } from './comparer.ts'
import { askShadow, type Shadow } from './shadow-asking.ts'
import type { Shed } from './shed.ts'

export interface Watched {
  readonly to: Forwarded
  readonly method: string
  readonly requestId: string
  /** The side that is asked in the shadow. */
  readonly other: Side
  /** Whether legacy is asked once more, to be compared with itself. */
  readonly againstItself: boolean
}

export interface Means {
  readonly key: string | undefined
  readonly comparer: Comparer
  readonly budget: Budget
  readonly shed: Shed
}

/** A shadow that takes longer than that is given up, so no mark need live longer. */
const MARK_SECONDS = 60
const FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding'])

/** One request of a user, and its shadows: the pairs that become complete are compared. */
export class ShadowedExchange implements Witness {
  private readonly watched: Watched
  private readonly means: Means
  private headers: readonly string[] = []
  private readonly body: Buffer[] = []
  private held = 0
  private copy: AnswerCopy | null = null
  private primary: Answer | 'none' | null = null
  private readonly waiting = new Map<Against, Shadow>()
  private underWay = 0
  private isGivenUp = false
  private isOver = false

  constructor(watched: Watched, means: Means) {
    this.watched = watched
    this.means = means
  }

  onRequest(headers: readonly string[], hasBody: boolean): void {
    this.headers = [...headers]
    if (!hasBody) this.onRequestEnd()
  }

  onRequestData(chunk: Buffer): void {
    if (this.isGivenUp) return
    this.body.push(chunk)
    this.hold(chunk.length)
    if (this.held > MOST_KEPT) this.giveUp('request-too-large')
  }

  onRequestEnd(): void {
    this.copy = new AnswerCopy()
    if (this.isGivenUp) return
    const { other, againstItself } = this.watched
    this.underWay = againstItself ? 2 : 1
    // Behind the user's own request, so that this one is on its way first.
    setImmediate(() => {
      this.ask(other, 'candidate')
      if (againstItself) this.ask('legacy', 'legacy')
    })
  }

  onHead(status: number, headers: RawHeaders): void {
    // An upstream may answer before it has the whole request; then there is nothing to compare.
    if (this.copy === null) this.giveUp('unanswered')
    this.copy?.head(status, headers)
  }

  onData(chunk: Buffer): void {
    if (this.isGivenUp || !this.copy) return
    const before = this.copy.size
    this.copy.data(chunk)
    this.hold(this.copy.size - before)
  }

  onEnd(side: Side): void {
    // On another side than was meant to, because that one failed: the shadow would be its own twin.
    const isMeant = side === this.watched.to.side
    this.primary = isMeant && this.copy ? this.copy.end() : 'none'
    if (!isMeant) this.giveUp('unanswered')
    for (const [against, shadow] of this.waiting) this.judge(against, shadow)
    this.finish()
  }

  onFailure(): void {
    this.primary = 'none'
    this.giveUp('unanswered')
    this.finish()
  }

  private ask(side: Side, against: Against): void {
    const { to, method, requestId } = this.watched
    const { route, target, host } = to
    const address = route[side]?.next([])
    if (!address) return this.onShadow(against, null, 'no-address')
    const body = Buffer.concat(this.body)
    const headers = body.length > 0 ? without(this.headers, FRAMING) : [...this.headers]
    headers[HOST_AT] = address.host ?? host
    const { key } = this.means
    if (key !== undefined && route.isDry[side]) {
      const expiry = Math.floor(Date.now() / 1000) + MARK_SECONDS
      headers.push(SHADOW_HEADER, signShadow(key, { method, target, requestId, body }, expiry))
    }
    const { connectMs, responseMs } = route.route.timeouts
    const { servername } = address
    const order = { method, target, headers, body: body.length > 0 ? body : null, servername, responseMs }
    askShadow(address, connectMs, order, (shadow) => {
      const isMarked = shadow !== null && key !== undefined && route.isDry[side]
      if (!isMarked || shadow.mark === 'dry-run') this.onShadow(against, shadow, 'shadow-failed')
      else this.onShadow(against, null, shadow.mark === 'lost' ? 'shadow-failed' : 'not-dry')
    })
  }

  private onShadow(against: Against, shadow: Shadow | null, cause: ShedCause): void {
    this.underWay--
    // Without its twin, a pair with the candidate is worth as much.
    if (!shadow && against === 'legacy') this.means.shed.count(this.watched.to.route.route.id, cause)
    else if (!shadow) this.giveUp(cause)
    else if (this.primary === null) this.keep(against, shadow)
    else this.judge(against, shadow)
    this.finish()
  }

  private keep(against: Against, shadow: Shadow): void {
    this.waiting.set(against, shadow)
    this.hold(shadow.answer.body.length)
  }

  private hold(bytes: number): void {
    this.held += bytes
    this.means.budget.hold(bytes)
  }

  private judge(against: Against, shadow: Shadow): void {
    if (this.isGivenUp || this.primary === null || this.primary === 'none') return
    const { to, other } = this.watched
    const [legacy, candidate] =
      against === 'candidate' && other === 'legacy'
        ? [shadow.answer, this.primary]
        : [this.primary, shadow.answer]
    const pair = { route: to.route.route.id, request: this.request(), legacy, candidate }
    if (!this.means.comparer.compare(against, pair)) this.means.shed.count(pair.route, 'queue-full')
  }

  private request(): AskedRequest {
    const { method, to } = this.watched
    const headers = this.headers.flatMap((name, at): [string, string][] =>
      at % 2 === 0 ? [[name, this.headers[at + 1] ?? '']] : [],
    )
    return { method, target: to.target, headers, body: Buffer.concat(this.body) }
  }

  private giveUp(cause: ShedCause): void {
    if (this.isGivenUp) return
    this.isGivenUp = true
    this.means.shed.count(this.watched.to.route.route.id, cause)
  }

  /** Gives back what was taken, once both the user and the shadows are done. */
  private finish(): void {
    if (this.isOver || this.primary === null || this.underWay > 0) return
    this.isOver = true
    this.means.budget.leave(this.held)
  }
}
