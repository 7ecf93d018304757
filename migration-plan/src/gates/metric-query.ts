import type { MetricGate } from '../plan.ts'

/**
 * What Prometheus is asked for a route. Ids hold nothing but a-z, 0-9 and `-`, which mean themselves in strings of PromQL
 * and, outside of brackets, in its regular expressions.
 */
export function metricQuery({ query }: Pick<MetricGate, 'query'>, routeId: string): string {
  return query.replaceAll('{{route}}', routeId)
}
