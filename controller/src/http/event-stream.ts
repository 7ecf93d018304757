import type { RequestHandler, Response } from 'express'
import type { ControlEvent, Events } from '../control/events.ts'
import { ControllerError } from '../errors.ts'
import { stepJson } from './operations.ts'

const MOST_CLIENTS = 100
/** Most that waits for one slow client; beyond it the client is let go, and may come back. */
const MOST_WAITING_BYTES = 64 * 1024
const HEARTBEAT_EVERY_MS = 15_000

export interface EventStream {
  readonly handle: RequestHandler
  clients(): number
  close(): void
}

/** Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), bounded per client. */
export function createEventStream(events: Events): EventStream {
  const clients = new Set<Response>()

  function send(res: Response, text: string): void {
    if (res.writableLength > MOST_WAITING_BYTES) res.destroy()
    else res.write(text)
  }

  const unsubscribe = events.subscribe((event) => {
    const text = format(event)
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

function format(event: ControlEvent): string {
  const { type, ...rest } = event
  const data = event.type === 'step' ? stepJson(event.step) : rest
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}
