import { randomUUID } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import type { Context } from './context-file.ts'
import { messageOf } from './errors.ts'
import { errorAnswer } from './http/schemas.ts'

/** A controller refused: what it said. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly what: string
  readonly remedy: string

  constructor(status: number, code: string, what: string, remedy: string) {
    super(`${what}; ${remedy}`)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.what = what
    this.remedy = remedy
  }
}

/** Nothing that a controller would say came back. */
export class Unreachable extends Error {
  readonly code = 'ERR_CONTROLLER_UNREACHABLE'
  readonly what: string
  readonly remedy = 'see that it runs and that the URL is right'

  /** Whether a connection broke, so that nobody knows whether the controller did what it was asked. */
  readonly hasBroken: boolean

  constructor(url: string, why: string, hasBroken = false) {
    const what = `controller at ${url}: ${why}`
    super(what)
    this.name = 'Unreachable'
    this.what = what
    this.hasBroken = hasBroken
  }
}

const ANSWER_WITHIN_MS = 30_000
/** How fetch tells of a connection that was there and is no more. */
const BROKEN: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

/** Asks the API for a path below /api/v1, and gives the JSON of its answer. @throws Refusal, Unreachable */
export type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>

export function createAsk({ url, token }: Context): Ask {
  return async (method, path, body) => {
    const request = {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'x-strangler-operator': operatorName(),
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    const send = (): Promise<Answer> => fetchAnswer(`${url}/api/v1${path}`, request)
    // By its key the controller knows the second one for the first.
    const response = await send().catch((error: unknown) => {
      if (error instanceof Unreachable && error.hasBroken) return send()
      throw error
    })
    if (response.status >= 400) throw refusalOf(url, response)
    return response.json
  }
}

interface Answer {
  readonly status: number
  readonly json: unknown
}

/** Listens to the event stream until it ends or is stopped. */
export async function listen(
  { url, token }: Context,
  stopped: AbortSignal,
  onEvent: () => void,
): Promise<void> {
  const response = await fetch(`${url}/api/v1/events`, {
    headers: { authorization: `Bearer ${token}` },
    signal: stopped,
    redirect: 'error',
  })
  if (!response.ok || response.body === null) return
  onEvent()
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream()))
    if (chunk.includes('event:')) onEvent()
}

async function fetchAnswer(url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, {
      ...init,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      redirect: 'error',
    })
    const text = await response.text()
    return { status: response.status, json: parseJson(text) }
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
    const { code } = cause as { code?: unknown }
    throw new Unreachable(new URL(url).origin, messageOf(cause), BROKEN.has(code))
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusalOf(url: string, { status, json }: Answer): Error {
  const parsed = errorAnswer.safeParse(json)
  if (!parsed.success) return new Unreachable(url, `it answers ${status}, but not as a controller does`)
  const { code, message, remedy } = parsed.data.error
  return new Refusal(status, code, message, remedy)
}

/** Who the audit names: the user of this machine, who holds the token. */
function operatorName(): string {
  try {
    return `${userInfo().username}@${hostname()}`.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 100)
  } catch {
    return hostname()
  }
}
