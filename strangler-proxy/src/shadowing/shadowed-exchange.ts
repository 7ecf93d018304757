import type { Against, ShedCause } from '@strangler/comparison'
import type { Side } from '@strangler/migration-plan'
import type { RawHeaders } from '../forwarding/answer-headers.ts'
import type { Witness } from '../forwarding/witness.ts'
import type { Forwarded } from '../routing/verdict.ts'
import { AnswerCopy, cutToUse, mostOfUseBeside, MOST_KEPT, type CopiedAnswer } from './answer-copy.ts'
import type { Budget } from './budget.ts'
import type { Comparer } from './comparer.ts'
import { askSide, type OnShadow, type Shadow } from './shadow-asking.ts'
import type { Patience } from './patience.ts'
import type { Shed } from './shed.ts'

export interface Watched {
  readonly to: Forwarded
  readonly method: string
  /** Whether asking changes nothing. */
  readonly isSafe: boolean
  readonly requestId: string
  /** The side that did not answer the user. */
  readonly other: Side
  /** What is asked in the shadow: the other side as `candidate`, legacy once more as `legacy`. */
  readonly shadows: readonly Against[]
}

export interface Means {
  readonly key: string | undefined
  readonly comparer: Comparer
  readonly budget: Budget
  readonly patience: Patience
  readonly shed: Shed
}

/** One request of a user, and its shadows: the pairs that become complete are compared. */
export class ShadowedExchange implements Witness {
  private readonly watched: Watched
  private readonly means: Means
  private headers: readonly string[] = []
  private readonly body: Buffer[] = []
  private held = 0
  private copy: AnswerCopy | null = null
  private primary: CopiedAnswer | 'none' | null = null
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
    // Behind the answer, a dry run would find what the user's own request wrote.
    if (!this.watched.isSafe) this.askOthers()
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
    // A shadow before it would take of the time that the user waits.
    if (this.watched.isSafe) this.askOthers()
    this.finish()
  }

  onFailure(): void {
    this.primary = 'none'
    this.giveUp('unanswered')
    this.finish()
  }

  private askOthers(): void {
    if (this.isGivenUp) return
    const { other, shadows } = this.watched
    this.underWay = shadows.length
    // What is of the user is on its way first.
    setImmediate(() => {
      for (const against of shadows)
        this.ask(against === 'candidate' ? other : 'legacy', (shadow, cause) =>
          this.onShadow(against, shadow, cause),
        )
    })
  }

  private ask(side: Side, onEnd: OnShadow): void {
    const { to, method, isSafe, requestId } = this.watched
    const { headers, body, mostOfUse } = this
    const { key } = this.means
    askSide(to, side, { method, isSafe, requestId, headers, body, key, mostOfUse }, onEnd)
  }

  private readonly mostOfUse = (): number => {
    const { primary } = this
    return primary === null || primary === 'none' ? MOST_KEPT : mostOfUseBeside(primary)
  }

  private onShadow(against: Against, shadow: Shadow | null, cause: ShedCause): void {
    this.underWay--
    if (!shadow && against === 'candidate') this.noteUse(false)
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
    const { primary } = this
    if (this.isGivenUp || primary === null || primary === 'none') return
    const answer = cutToUse(shadow.answer, primary)
    // Where the user's answer is larger than what is kept, too, nothing speaks against the shadow.
    if (against === 'candidate') this.noteUse(!answer.truncated || primary.truncated)
    const { to, method, other, isSafe } = this.watched
    const [legacy, candidate] =
      against === 'candidate' && other === 'legacy' ? [answer, primary] : [primary, answer]
    const route = to.route.route.id
    const request = { method, target: to.target, headers: this.headers, body: this.body }
    const askAgain = isSafe ? this.askAgain : null
    const matter = { against, route, request, legacy, candidate, own: to.side, askAgain }
    if (!this.means.comparer.compare(matter)) this.means.shed.count(route, 'queue-full')
  }

  private noteUse(helped: boolean): void {
    this.means.patience.note(this.watched.to.route.route.id, helped)
  }

  private readonly askAgain = (onEnd: (answer: CopiedAnswer | null) => void): void =>
    this.ask(this.watched.to.side, (shadow) => onEnd(shadow?.answer ?? null))

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
