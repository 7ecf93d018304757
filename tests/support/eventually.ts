import { eventually as poll } from '@strangler/demo'

/**
 * As the demo's own, for tests that promise no time: so long that a busy machine fails none of them, and shorter than
 * mocha's limit, so that what failed last is told.
 */
export function eventually<T>(
  condition: () => T | Promise<T>,
  { withinMs = 45_000, everyMs = 20 }: { withinMs?: number; everyMs?: number } = {},
): Promise<NonNullable<T>> {
  return poll(condition, { withinMs, everyMs })
}
