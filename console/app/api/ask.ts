import type { Session } from './session.ts'
import { noAnswer, refusalOf } from './refusal.ts'

const ANSWER_WITHIN_MS = 15_000
const JSON_TYPE = { 'Content-Type': 'application/json' } as const

/** Something that is to be done, once, however often it has to be sent. */
export interface Order {
  readonly method: 'POST' | 'PUT'
  /** Below /api/v1. */
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

/** Calls of the API in somebody's name. All throw Refusal. */
export interface Ask {
  /** The text of what GET answers, below /api/v1; with a body, of what POST does where it changes nothing. */
  read: (path: string, body?: unknown) => Promise<string>
  order: <T>(order: Order) => Promise<T>
  /** The events, from the one after `lastId` on. */
  events: (lastId: string | null, signal: AbortSignal) => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>
}

export function createAsk(root: string, session: Session): Ask {
  const headers = {
    Authorization: `Bearer ${session.token}`,
    ...(session.name === '' ? {} : { 'X-Strangler-Operator': session.name }),
  }

  async function ask(path: string, init: RequestInit): Promise<Response> {
    const response = await fetch(root + path, { cache: 'no-store', credentials: 'omit', ...init }).catch(
      () => {
        throw noAnswer()
      },
    )
    if (!response.ok) throw refusalOf(response.status, await textOf(response))
    return response
  }

  return {
    async read(path, body) {
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
      const posted = { method: 'POST', body: JSON.stringify(body), headers: { ...headers, ...JSON_TYPE } }
      return textOf(await ask(path, { ...(body === undefined ? { headers } : posted), signal }))
    },
    async order<T>({ method, path, body }: Order) {
      const response = await ask(path, {
        method,
        headers: { ...headers, ...JSON_TYPE, 'Idempotency-Key': randomKey() },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      })
      return JSON.parse(await textOf(response)) as T
    },
    async events(lastId, signal) {
      const more = lastId === null ? {} : { 'Last-Event-ID': lastId }
      const { body } = await ask('events', { headers: { ...headers, ...more }, signal })
      if (!body) throw noAnswer()
      return body
    },
  }
}

function textOf(response: Response): Promise<string> {
  return response.text().catch(() => {
    throw noAnswer()
  })
}

/** Pages without https have no crypto.randomUUID. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
