import { setTimeout as pause } from 'node:timers/promises'
import { sampleOf } from '@strangler/migration-plan'
import type { ControlContext } from '../control/context.ts'
import { policyOf } from '../control/snapshot.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { ComparisonStore } from '../store/comparison-store.ts'
import type { TrafficStore } from '../store/traffic-store.ts'
import { createComparisonWatch, type ComparisonWatch } from './compared.ts'
import { historyOf, type HistoryPoint } from './history.ts'
import { createJudging, type Judging, type Sources } from './judging.ts'
import { createMetricsWatch, type MetricsWatch } from './metrics-watch.ts'
import { createPrometheus } from './prometheus.ts'
import { createTraffic, type Traffic } from './traffic.ts'

/** What is known of the routes, and what it says of their steps. */
export interface Evidence extends Judging, Pick<Traffic, 'rateOf' | 'peakOf' | 'faultSince'> {
  /** What a route did, oldest first. @throws ControllerError ERR_DATABASE_… */
  readonly history: (route: string, since: Date) => Promise<readonly HistoryPoint[]>
  readonly close: () => Promise<void>
}

export interface EvidenceOptions {
  readonly context: ControlContext
  readonly traffic: TrafficStore
  readonly comparisons: ComparisonStore
  readonly log: Log
  /** How many days it is kept what routes did. */
  readonly retentionDays: number
  /** Whom to ask for the metrics of the plan. Default: nobody. */
  readonly prometheusUrl?: string | undefined
}

const LOOK_EVERY_MS = 500
const COMPARE_EVERY_MS = 2000
/** How often it is looked whether a route's metrics are due. */
const METRICS_EVERY_MS = 1000
const SAVE_EVERY_MS = 10_000
const PRUNE_EVERY_MS = 600_000
const DAY_MS = 86_400_000
const EVER = new Date(0)

/** Follows what planes count and compare, route by route, while this controller leads or is cut off. */
export function gatherEvidence(options: EvidenceOptions): Evidence {
  const { context, traffic: store, comparisons, log } = options
  const traffic = createTraffic(context, store)
  const { prometheusUrl } = options
  const prometheus = prometheusUrl === undefined ? null : createPrometheus({ url: prometheusUrl })
  const compared = createComparisonWatch(comparisons)
  const sources = { traffic, compared, metrics: createMetricsWatch(prometheus) }
  const stopped = new AbortController()
  const working = Promise.all(choresOf(options, sources).map((chore) => repeat(chore, stopped.signal, log)))
  return {
    ...createJudging(context, sources),
    rateOf: traffic.rateOf,
    peakOf: traffic.peakOf,
    faultSince: traffic.faultSince,
    async history(route, since) {
      const [windows, minutes, ever] = await Promise.all([
        store.windows({ route, since }),
        comparisons.minutes({ route, since }),
        comparisons.outcomes({ route, since: EVER }),
      ])
      return historyOf(windows, minutes, ever)
    },
    async close() {
      const isLeading = context.tenure() === 'leader'
      stopped.abort()
      // Who does not answer is not waited for.
      await prometheus?.close()
      await working
      if (isLeading) await traffic.save().catch(() => undefined)
    },
  }
}

interface Chore {
  readonly everyMs: number
  readonly work: () => Promise<void>
}

function choresOf(
  { context, traffic: store, retentionDays }: EvidenceOptions,
  { traffic, compared, metrics }: Sources,
): readonly Chore[] {
  const { tenure } = context
  const whileLeading = (work: () => Promise<void>) => async (): Promise<void> => {
    if (tenure() === 'leader') await work()
  }
  const prune = (): Promise<void> =>
    store.prune(new Date(Date.now() - retentionDays * DAY_MS), new Date(Date.now() - 2 * DAY_MS))
  return [
    { everyMs: LOOK_EVERY_MS, work: looking(context, traffic) },
    { everyMs: COMPARE_EVERY_MS, work: whileLeading(() => compareAll(context, traffic, compared)) },
    { everyMs: METRICS_EVERY_MS, work: () => askMetrics(context, traffic, metrics) },
    { everyMs: SAVE_EVERY_MS, work: whileLeading(traffic.save) },
    { everyMs: PRUNE_EVERY_MS, work: whileLeading(prune) },
  ]
}

/** A new leader first takes up what its predecessor wrote down. */
function looking({ tenure, state }: ControlContext, traffic: Traffic): () => Promise<void> {
  let isResumed = false
  return async () => {
    if (tenure() === 'standby') {
      isResumed = false
      return
    }
    traffic.look()
    if (tenure() !== 'leader' || isResumed || !state.peek()) return
    await traffic.resume()
    isResumed = true
  }
}

async function compareAll(
  { state }: ControlContext,
  traffic: Traffic,
  compared: ComparisonWatch,
): Promise<void> {
  const routes = state.peek()?.table.routes.filter((route) => sampleOf(route) > 0) ?? []
  compared.keepOnly(new Set(routes.map(({ id }) => id)))
  for (const { id } of routes) {
    const ledger = traffic.ledgerOf(id)
    if (ledger) await compared.refresh(id, ledger.since, ledger.recent.nth)
  }
}

/** Asks what the metrics of routes on their way are, also without a database: it takes none to go back. */
async function askMetrics(
  { state, tenure }: ControlContext,
  traffic: Traffic,
  metrics: MetricsWatch,
): Promise<void> {
  const snapshot = tenure() === 'standby' ? null : state.peek()
  const asked = (snapshot?.table.routes ?? []).flatMap(({ id, stage }) => {
    const gates = (snapshot && policyOf(snapshot, id)?.gates.metrics) ?? []
    const ledger = traffic.ledgerOf(id)
    const isOnItsWay = stage === 'shadow' || stage === 'ramp' || stage === 'live'
    return isOnItsWay && ledger && gates.length > 0 ? [{ route: id, gates, since: ledger.since }] : []
  })
  metrics.keepOnly(new Set(asked.map(({ route }) => route)))
  const now = Date.now()
  await Promise.all(asked.map((standing) => metrics.refresh(standing, now)))
}

/** What keeps going wrong in the same way is told once. */
async function repeat({ everyMs, work }: Chore, stopped: AbortSignal, log: Log): Promise<void> {
  let complaint = ''
  while (!stopped.aborted) {
    try {
      await work()
      complaint = ''
    } catch (error) {
      if (messageOf(error) !== complaint) log.warn('evidence is not gathered', { error: messageOf(error) })
      complaint = messageOf(error)
    }
    await pause(everyMs, undefined, { signal: stopped }).catch(() => undefined)
  }
}
