import type { Request, Response } from 'express'
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const LABELS = ['endpoint', 'method', 'status'] as const

/** The figures of one service: its requests and what Node tells of the process. */
export interface Metrics {
  readonly contentType: string
  /** Takes further ones. */
  readonly registry: Registry
  text(): Promise<string>
  count(request: CountedRequest): void
}

export interface CountedRequest {
  readonly endpoint: string
  readonly method: string
  readonly status: number
  readonly seconds: number
  /** Counted apart: nobody waited for it. */
  readonly isDryRun: boolean
}

export function createMetrics(service: string): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'requests_total',
    help: 'Requests answered, by route template, method and status; 499 is a client that hung up',
    labelNames: LABELS,
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'request_duration_seconds',
    help: 'Time from the request line to the end of the answer',
    labelNames: LABELS,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const dryRuns = new Counter({
    name: 'dry_runs_total',
    help: 'Dry runs answered, which requests_total leaves out, by route template, method and status',
    labelNames: LABELS,
    registers: [registry],
  })
  return {
    contentType: registry.contentType,
    registry,
    text: () => registry.metrics(),
    count({ endpoint, method, status, seconds, isDryRun }) {
      const labels = { endpoint, method: METHODS.has(method) ? method : 'other', status }
      if (isDryRun) {
        dryRuns.inc(labels)
        return
      }
      requests.inc(labels)
      durations.observe(labels, seconds)
    },
  }
}

const UNMATCHED = 'unmatched'
const named = new WeakMap<Response, string>()

/** Names the endpoint of an answer for the metrics, where no express route does; must come from a small fixed set. */
export function nameEndpoint(res: Response, endpoint: string): void {
  named.set(res, endpoint)
}

/** The route's template (`/api/thoughts/:id/`), never the path asked for: that would be without bound. */
export function endpointOf(req: Request, res: Response): string {
  const name = named.get(res)
  if (name !== undefined) return name
  const route = req.route as { path: string | RegExp | (string | RegExp)[] } | undefined
  return route === undefined ? UNMATCHED : [route.path].flat().map(String).join(' ')
}
