import { collectDefaultMetrics, Registry } from 'prom-client'

/** Gives prom-client's metrics of this process (CPU, memory, event loop, …) as JSON, that travels. */
export function createProcessMetrics(): () => Promise<readonly object[]> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return () => registry.getMetricsAsJSON()
}
