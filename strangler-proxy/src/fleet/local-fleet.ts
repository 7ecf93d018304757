import { randomUUID } from 'node:crypto'
import { createProcessMetrics } from '../process-metrics.ts'
import type { Proxy } from '../proxy.ts'
import type { Fleet } from '../steered.ts'

/** A fleet of one: this process serves. */
export function createLocalFleet({ table, apply, read, shadowing }: Proxy): Fleet {
  const measure = createProcessMetrics()
  return {
    instance: randomUUID(),
    table,
    apply: (next) =>
      new Promise((resolve) => {
        apply(next)
        resolve()
      }),
    read: () => Promise.resolve(read()),
    measure: async () => [await measure()],
    learn: async () => [await shadowing.take()],
  }
}
