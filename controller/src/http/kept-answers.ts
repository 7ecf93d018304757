import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Request } from 'express'
import { ControllerError } from '../errors.ts'
import type { Claim, CallStore } from '../store/call-store.ts'

export const KEY_HEADER = 'Idempotency-Key'

/** An answer, and whether it is that of an earlier call. */
export interface KeptAnswer {
  readonly answer: unknown
  readonly isKept: boolean
}

/** Makes calls happen once, however often they are sent. */
export interface KeptAnswers {
  /**
   * Runs a call, or gives the answer that it had under the same key; waits where it is under way. What was refused
   * did not happen, and runs anew.
   * @throws ControllerError ERR_REQUEST_KEY_REUSED for another call, ERR_REQUEST_KEY_UNSETTLED where nobody knows how
   * the call ended, and what `run` throws.
   */
  once: (key: string, call: string, run: () => unknown) => Promise<KeptAnswer>
}

export interface KeptAnswersOptions {
  readonly store: Pick<CallStore, 'claim' | 'keep' | 'release'>
  /** Whether the database is there as far as is known. */
  readonly hasDatabase: () => boolean
  readonly onUnkept: (error: unknown) => void
}

// An operator who rolls back does not wait for a database that hangs.
const WAIT_AT_MOST_MS = 700
const MOST_REMEMBERED = 1000

interface Remembered {
  readonly call: string
  readonly answer: Promise<KeptAnswer>
}

/** Keeps answers in the database and, so that it works without one, the latest in memory. */
export function createKeptAnswers({ store, hasDatabase, onUnkept }: KeptAnswersOptions): KeptAnswers {
  const remembered = new Map<string, Remembered>()

  /** What is known of a key; as claimed counts what the database could not be asked in time. */
  async function claim(key: string, call: string): Promise<Claim> {
    if (!hasDatabase()) return 'claimed'
    try {
      return await inTime(store.claim(key, call))
    } catch {
      return 'claimed'
    }
  }

  async function settle(work: () => Promise<void>): Promise<void> {
    if (hasDatabase()) await inTime(work()).catch(onUnkept)
  }

  async function attempt(key: string, call: string, run: () => unknown): Promise<KeptAnswer> {
    const known = await claim(key, call)
    if (known !== 'claimed') return keptAnswer(key, call, known)
    try {
      const answer = await run()
      await settle(() => store.keep(key, call, JSON.stringify(answer)))
      return { answer, isKept: false }
    } catch (thrown) {
      if (didNotHappen(thrown)) await settle(() => store.release(key))
      throw thrown
    }
  }

  return {
    async once(key, call, run) {
      const before = remembered.get(key)
      if (before) {
        if (before.call !== call) throw reused(key)
        return { ...(await before.answer), isKept: true }
      }
      const answer = attempt(key, call, run)
      remembered.set(key, { call, answer })
      const [oldest] = remembered.keys()
      if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest)
      answer.catch(() => remembered.delete(key))
      return answer
    },
  }
}

/** The key that a request brings, if any. @throws ControllerError ERR_REQUEST_INVALID */
export function keyOf(req: Request): string | undefined {
  const key = req.get(KEY_HEADER)
  if (key === undefined || /^[\x21-\x7e]{1,200}$/.test(key)) return key
  throw new ControllerError(
    'ERR_REQUEST_INVALID',
    `header ${KEY_HEADER}: it is no key`,
    'send 1 to 200 printable characters without blanks, such as a UUID',
  )
}

/** Tells calls apart: the same operation with the same input is the same call. */
export function callOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

function keptAnswer(key: string, call: string, known: Exclude<Claim, 'claimed'>): KeptAnswer {
  if (known.call !== call) throw reused(key)
  if (known.answer !== null) return { answer: JSON.parse(known.answer) as unknown, isKept: true }
  throw new ControllerError(
    'ERR_REQUEST_KEY_UNSETTLED',
    `request: a call with key "${key}" is under way elsewhere, or ended without anybody knowing how`,
    'look at the status; where it did not happen, send it with another key',
  )
}

/** Our refusals say that nothing was changed; what else is thrown says nothing. */
function didNotHappen(thrown: unknown): boolean {
  return thrown instanceof ControllerError && thrown.status !== 500
}

function reused(key: string): ControllerError {
  return new ControllerError(
    'ERR_REQUEST_KEY_REUSED',
    `request: key "${key}" belongs to another call`,
    'send each call with a key of its own',
  )
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const bound = new AbortController()
  const late = pause(WAIT_AT_MOST_MS, null, { signal: bound.signal }).then(() => {
    throw new ControllerError('ERR_DATABASE_DOWN', 'database: it takes too long', 'see how it does')
  })
  late.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    bound.abort()
  }
}
