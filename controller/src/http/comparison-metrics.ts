import { Gauge, type Registry } from 'prom-client'
import type { Comparisons } from '../comparing/comparisons.ts'

const HOUR_MS = 3_600_000
/** Asking costs the database a little: whoever scrapes more often gets the same figures. */
const FRESH_MS = 10_000

/** Tells what comparing showed in the last hour, noise left out; nothing while the database does not answer. */
export function watchComparisons(comparisons: () => Comparisons, registry: Registry): void {
  let askedAt = -Infinity
  let asked = Promise.resolve()
  const gauge = (name: string, help: string): Gauge =>
    new Gauge({ name, help, labelNames: ['route'], registers: [registry], collect: refresh })
  const pairs = gauge('strangler_compared_pairs', 'Pairs compared in the last hour')
  const mismatches = gauge('strangler_mismatches', 'Of these, mismatches: differences that are no noise')
  const bound = gauge('strangler_mismatch_bound', 'Highest rate that agrees with them, with 95 % confidence')

  function refresh(): Promise<void> {
    if (performance.now() - askedAt < FRESH_MS) return asked
    askedAt = performance.now()
    asked = ask()
    return asked
  }

  async function ask(): Promise<void> {
    const routes = await comparisons()
      .list(new Date(Date.now() - HOUR_MS))
      .catch(() => [])
    for (const each of [pairs, mismatches, bound]) each.reset()
    for (const { route, ...summary } of routes) {
      pairs.set({ route }, summary.pairs)
      mismatches.set({ route }, summary.mismatches)
      bound.set({ route }, summary.bound)
    }
  }
}
