import { randomUUID } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import type { ControlEvent, Events } from '../control/events.ts'
import { ControllerError } from '../errors.ts'
import { stepJson } from './operations.ts'

const MOST_CLIENTS = 100
/** Most that waits for one slow client; beyond it the client is let go, and may come back. */
const MOST_WAITING_BYTES = 64 * 1024
const HEARTBEAT_EVERY_MS = 15_000
/** Events that a client may have missed while it was away. */
const MOST_KEPT = 500
/** To a client that missed more, or comes from a process of before. */
const MISSED = 'event: missed\ndata: {}\n\n'

export interface EventStream {
  readonly handle: RequestHandler
  clients(): number
  close(): void
}

/** Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), bounded per client. */
export function createEventStream(events: Events): EventStream {
  const clients = new Set<Response>()
  const latest = createLatest()

  function send(res: Response, text: string): void {
    if (res.writableLength > MOST_WAITING_BYTES) res.destroy()
    else res.write(text)
  }

  const unsubscribe = events.subscribe((event) => {
    const text = latest.add(format(event))
    for (const res of clients) send(res, text)
  })
  const heartbeat = setInterval(() => {
    for (const res of clients) send(res, ':\n\n')
  }, HEARTBEAT_EVERY_MS)
  heartbeat.unref()

  return {
    handle(req, res) {
      if (clients.size >= MOST_CLIENTS)
        throw new ControllerError(
          'ERR_CONTROLLER_BUSY',
          `events: ${MOST_CLIENTS} clients listen already`,
          'close one',
        )
      res.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' })
      if (req.method === 'HEAD') return void res.end()
      res.flushHeaders()
      res.write(':\n\n')
      for (const text of latest.since(req.get('last-event-id'))) res.write(text)
      clients.add(res)
      res.on('close', () => clients.delete(res))
    },
    clients: () => clients.size,
    close() {
      unsubscribe()
      clearInterval(heartbeat)
      for (const res of clients) res.end()
    },
  }
}

/** The latest events, for clients that lost their connection: each carries an id that says which one it was. */
function createLatest(): {
  add: (text: string) => string
  since: (id: string | undefined) => readonly string[]
} {
  // Another one after every start: ids of before mean nothing.
  const stream = randomUUID().slice(0, 8)
  const kept: { readonly number: number; readonly text: string }[] = []
  let number = 0
  return {
    add(text) {
      number += 1
      const numbered = `${text}\nid: ${stream}-${number}\n\n`
      kept.push({ number, text: numbered })
      if (kept.length > MOST_KEPT) kept.shift()
      return numbered
    },
    since(id) {
      if (id === undefined) return []
      const last = id.startsWith(`${stream}-`) ? Number(id.slice(stream.length + 1)) : NaN
      const isKnown = last <= number && last >= (kept[0]?.number ?? 1) - 1
      return isKnown ? kept.filter((each) => each.number > last).map(({ text }) => text) : [MISSED]
    },
  }
}

function format(event: ControlEvent): string {
  const { type, ...rest } = event
  const data = event.type === 'step' ? stepJson(event.step) : rest
  return `event: ${type}\ndata: ${JSON.stringify(data)}`
}
