import { setTimeout as pause } from 'node:timers/promises'
import { Unreachable, type ControllerClient } from '../client.ts'
import type { StatusAnswer } from '../http/status-schemas.ts'

export interface Watching {
  readonly client: Pick<ControllerClient, 'status' | 'events'>
  /** Shows what is known; `stale` says why it may be so no more, null where it is as of now. */
  readonly draw: (status: StatusAnswer | null, stale: string | null) => void
  readonly stopped: AbortSignal
}

const REDRAW_EVERY_MS = 5000
/** Events come in bunches. */
const REDRAW_AT_MOST_EVERY_MS = 200
const RECONNECT_AFTER_MS = 1000

/**
 * Shows the status whenever something happens, and every few seconds, until stopped. A controller that is away is
 * waited for; what it refuses ends the watch. @throws Refusal, CliError
 */
export async function watchStatus({ client, draw, stopped }: Watching): Promise<void> {
  let wake = new AbortController()
  const ended = new AbortController()
  const isOver = AbortSignal.any([stopped, ended.signal])

  async function listen(): Promise<void> {
    while (!isOver.aborted) {
      await client.events(isOver, () => wake.abort()).catch(() => undefined)
      await rest(RECONNECT_AFTER_MS, isOver)
    }
  }

  const listening = listen()
  let last: StatusAnswer | null = null
  let since: string | null = null
  try {
    while (!stopped.aborted) {
      wake = new AbortController()
      try {
        last = await client.status()
        since = null
        draw(last, null)
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error
        since ??= new Date().toISOString()
        draw(last, `since ${since}: ${error.what}`)
      }
      await rest(REDRAW_AT_MOST_EVERY_MS, stopped)
      const waitMs = since === null ? REDRAW_EVERY_MS : RECONNECT_AFTER_MS
      await rest(waitMs, AbortSignal.any([stopped, wake.signal]))
    }
  } finally {
    ended.abort()
    await listening
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined)
}
