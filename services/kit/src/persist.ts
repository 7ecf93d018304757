import { setTimeout as pause } from 'node:timers/promises'
import { connectionRefused, mayPass } from './service-faults.ts'

const AGAIN_AFTER_MS = 100

export interface Persistence {
  /** Ends the patience. */
  readonly signal: AbortSignal
  /** Whether the call may arrive twice. */
  readonly repeatable: boolean
  /** Hears of the first fault that is not the last word. */
  readonly onRetry: (error: unknown) => void
}

/**
 * Sends a call until it went well, or failed for good. While connections are refused nothing arrived: whatever is to
 * be sent may be sent again, until the patience ends. One that was lost on its way, or answered 503, is repeated once.
 */
export async function persist<T>(
  send: () => Promise<T>,
  { signal, repeatable, onRetry }: Persistence,
): Promise<T> {
  let mayRepeat = repeatable
  for (let attempt = 1; ; attempt++) {
    try {
      return await send()
    } catch (error) {
      const refused = connectionRefused(error)
      if (!refused && !(mayRepeat && mayPass(error))) throw error
      if (attempt === 1) onRetry(error)
      mayRepeat &&= refused
      await pause(AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) throw error
    }
  }
}
