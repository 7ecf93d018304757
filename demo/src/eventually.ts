import { setTimeout as pause } from 'node:timers/promises'

/** Polls until `condition` gives something truthy, and gives that; throws with the last failure after `withinMs`. */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  { withinMs = 5000, everyMs = 20 }: { withinMs?: number; everyMs?: number } = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs
  let last: unknown = 'the condition stayed false'
  for (;;) {
    try {
      const value = await condition()
      if (value) return value
    } catch (error) {
      last = error
    }
    if (performance.now() > deadline)
      throw new Error(`not within ${withinMs} ms: ${String(last)}`, { cause: last })
    await pause(everyMs)
  }
}
