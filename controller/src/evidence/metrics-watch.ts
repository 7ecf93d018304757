import {
  isWithinLimit,
  metricQuery,
  type Evidence,
  type MetricEvidence,
  type MetricGate,
} from '@strangler/migration-plan'
import type { MetricSource } from './prometheus.ts'

/** Which route is asked about, by which gates of the plan, and since when it stands where it does. */
export interface Standing {
  readonly route: string
  readonly gates: readonly MetricGate[]
  readonly since: number
}

/** What metrics say of each route since it stands where it does. */
export interface MetricsWatch {
  /** Asks for a route's metrics, unless that was done a moment ago. `now` is in milliseconds. Never throws. */
  readonly refresh: (standing: Standing, now: number) => Promise<void>
  /** What the last look said; null where there was none since then, or by other gates. */
  readonly read: (standing: Standing) => Evidence['metrics']
  readonly keepOnly: (routes: ReadonlySet<string>) => void
}

/** A value that lasts from one look to the next lasted that long. */
const LOOK_EVERY_MS = 10_000

interface Watched extends Standing {
  readonly lookedAt: number
  readonly seen: readonly MetricEvidence[]
}

/** Without a source every look says that there is none. */
export function createMetricsWatch(source: Pick<MetricSource, 'ask'> | null): MetricsWatch {
  const routes = new Map<string, Watched>()
  const known = (standing: Standing): Watched | undefined => {
    const watched = routes.get(standing.route)
    return watched && isSame(watched, standing) ? watched : undefined
  }
  return {
    async refresh(standing, now) {
      const before = known(standing)
      if (before && now - before.lookedAt < LOOK_EVERY_MS) return
      const seen = await Promise.all(
        standing.gates.map((gate) => look(source, gate, standing.route, before?.seen ?? [])),
      )
      routes.set(standing.route, { ...standing, lookedAt: now, seen })
    },
    read: (standing) => known(standing)?.seen ?? null,
    keepOnly(wanted) {
      for (const route of routes.keys()) if (!wanted.has(route)) routes.delete(route)
    },
  }
}

async function look(
  source: Pick<MetricSource, 'ask'> | null,
  gate: MetricGate,
  route: string,
  before: readonly MetricEvidence[],
): Promise<MetricEvidence> {
  const { name } = gate
  const unknown = { name, value: null, isWithin: null, looksBeyond: 0 }
  if (source === null) return { ...unknown, says: 'the controller has no PROMETHEUS_URL to ask' }
  const { value, says } = await source.ask(metricQuery(gate, route))
  if (value === null) return { ...unknown, says }
  const isWithin = isWithinLimit(gate, value)
  const looks = before.find((metric) => metric.name === name)?.looksBeyond ?? 0
  return { name, value, isWithin, says, looksBeyond: isWithin ? 0 : looks + 1 }
}

function isSame(one: Standing, other: Standing): boolean {
  return one.since === other.since && JSON.stringify(one.gates) === JSON.stringify(other.gates)
}
