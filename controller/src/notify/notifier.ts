import { setTimeout as pause } from 'node:timers/promises'
import type { Events } from '../control/events.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Tenure } from '../store/leader-lock.ts'
import type { Message, OutboxStore } from '../store/outbox-store.ts'
import { deliver, DELIVER_WITHIN_MS } from './deliver.ts'
import { ofEvent, ofStep, type Notification } from './notification.ts'
import { receiversOf, type Hooks, type Receiver } from './receivers.ts'

export interface NotifierOptions {
  readonly hooks: Hooks
  /** What messages are signed with. Default: they are not. */
  readonly key?: string | undefined
  readonly store: OutboxStore
  readonly events: Events
  readonly tenure: () => Tenure
  /** Name of this controller. */
  readonly controller: string
  /** Name of the plan. */
  readonly plan: () => string
  readonly log: Log
  /** Default is 1000. */
  readonly everyMs?: number
  /** How long to wait after a first failure; doubled after each further one, up to 5 minutes. Default is 1000. */
  readonly retryMs?: number
}

export interface Notifier {
  /** Messages that are not delivered yet, as of the last look. */
  waiting: () => number
  /** Messages that were given up since the process began. */
  givenUp: () => number
  close: () => Promise<void>
}

const GIVE_UP_AFTER_MS = 24 * 3_600_000
const LONGEST_WAIT_MS = 300_000
const MOST_UNWRITTEN = 1000

/**
 * Tells hooks what happened, while this controller leads: written down first, so that a restart loses none, and then
 * sent to each hook in order. Hooks do not wait for each other, and nothing waits for them.
 */
export function startNotifier(options: NotifierOptions): Notifier {
  const { store, events, tenure, log, everyMs = 1000 } = options
  const receivers = receiversOf(options.hooks)
  const stopped = new AbortController()
  const unwritten: Message[] = []
  const count = { waiting: 0, givenUp: 0 }
  const messagesOf = (news: Notification): readonly Message[] => messagesTo(receivers, news, options.plan())
  const unsubscribe = events.subscribe((event) => {
    const news = tenure() === 'leader' ? ofEvent(event, options.controller) : null
    if (news && unwritten.length < MOST_UNWRITTEN) unwritten.push(...messagesOf(news))
  })

  async function takeUp(): Promise<void> {
    const taken = [...unwritten]
    await store.takeUp(taken, (step) => messagesOf(ofStep(step)))
    unwritten.splice(0, taken.length)
    const lost = await store.prune(new Date(Date.now() - GIVE_UP_AFTER_MS))
    if (lost > 0) log.error('notifications given up', { count: lost })
    count.givenUp += lost
    count.waiting = await store.waiting()
  }

  async function whileLeading(what: string, work: () => Promise<unknown>): Promise<void> {
    let complaint = ''
    while (!stopped.signal.aborted) {
      if (tenure() === 'leader')
        complaint = await work().then(
          () => '',
          (error: unknown) => complainOnce(log, what, messageOf(error), complaint),
        )
      await pause(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  }

  const working = Promise.all([
    whileLeading('notifications are not written down', takeUp),
    ...receivers.map((receiver) => {
      const sendOn = createSender(receiver, options, () => count.givenUp++)
      return whileLeading('notifications are not sent', () => sendOn(stopped.signal))
    }),
  ])
  return {
    waiting: () => count.waiting,
    givenUp: () => count.givenUp,
    async close() {
      unsubscribe()
      stopped.abort()
      await working
    },
  }
}

/** Sends what is due to one receiver, as long as it takes it. */
function createSender(
  { id: receiver, url }: Receiver,
  { store, tenure, key, log, retryMs = 1000 }: NotifierOptions,
  onGivenUp: () => void,
): (stopped: AbortSignal) => Promise<void> {
  const where = new URL(url).host
  let complaint = ''
  return async (stopped) => {
    const isStopped = (): boolean => stopped.aborted
    while (tenure() === 'leader' && !isStopped()) {
      // By then the sender has given up, so that nobody sends it at the same time.
      const message = await store.next(receiver, DELIVER_WITHIN_MS + 5000)
      if (!message) return
      const delivery = await deliver(url, message, key, stopped)
      // Nobody knows whether the receiver got it: it is sent again, later, under the same number.
      if (isStopped() && delivery.result === 'failed') return
      if (delivery.result === 'failed') {
        complaint = complainOnce(log, `hook at ${where} cannot be told`, delivery.why, complaint)
        return store.putOff(
          message.id,
          Math.min(LONGEST_WAIT_MS, retryMs * 2 ** Math.min(20, message.attempts)),
        )
      }
      if (delivery.result === 'refused') {
        log.error('a notification is refused', { hook: where, why: delivery.why })
        onGivenUp()
      } else complaint = ''
      await store.remove(message.id)
    }
  }
}

/** What keeps going wrong in the same way is told once. */
function complainOnce(log: Log, what: string, why: string, complaint: string): string {
  if (why !== complaint) log.warn(what, { error: why })
  return why
}

function messagesTo(receivers: readonly Receiver[], news: Notification, plan: string): readonly Message[] {
  const { kind, at, text, fields } = news
  const body = JSON.stringify({ text: `[${plan}] ${text}`, kind, plan, at: at.toISOString(), ...fields })
  return receivers.flatMap(({ id, kinds }) => (kinds.has(kind) ? [{ receiver: id, at, body }] : []))
}
