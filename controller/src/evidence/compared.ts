import { compareLatency, judgeNoise, type SignatureCounts } from '@strangler/comparison'
import { assess, countsBySignature } from '../comparing/assess.ts'
import type { ComparisonStore } from '../store/comparison-store.ts'
import type { Outcome } from '../store/comparisons/read-counts.ts'

/** What comparing showed of a route in a stretch of time. */
export interface Compared {
  readonly pairs: number
  /** Pairs with a difference that is not noise, as far as that can be told. */
  readonly mismatches: number
  /** Of these, those of which it is proven. */
  readonly real: number
}

export interface RouteCompared extends Compared {
  /** The candidate's time as a multiple of legacy's: between these with 95 % confidence. */
  readonly latency: { readonly from: number; readonly to: number } | null
  /** The same of the short window that the route is in. */
  readonly recent: Compared
}

/** What comparing shows of each route since it stands where it does. */
export interface ComparisonWatch {
  /** Reads a route again; `since` and `window` tell the standing and the short window of it. @throws ControllerError ERR_DATABASE_… */
  readonly refresh: (route: string, since: number, window: number) => Promise<void>
  /** Null while nothing can be said of that standing. */
  readonly read: (route: string, since: number) => RouteCompared | null
  readonly keepOnly: (routes: ReadonlySet<string>) => void
}

/** What the planes compared before a step is fetched and written within that time. */
const SETTLED_AFTER_MS = 3000
/** A step that was made longer ago was not seen happen. */
const SEEN_WITHIN_MS = 20_000
const HISTORY_EVERY_MS = 30_000
const LATENCY_EVERY_MS = 10_000
const EVER = new Date(0)

interface Watched {
  readonly since: number
  /** From where on outcomes are read; the store counts by minutes. */
  readonly from: Date
  /** Outcomes of that minute of before the step; null until they are all there. */
  before: readonly Outcome[] | null
  outcomes: readonly Outcome[]
  window: number
  /** Outcomes when the window began. */
  windowBegan: readonly Outcome[]
  /** All that is stored, by which noise is told. */
  ever: { readonly outcomes: readonly Outcome[]; readonly at: number } | null
  latency: { readonly range: RouteCompared['latency']; readonly at: number } | null
}

export function createComparisonWatch(store: ComparisonStore): ComparisonWatch {
  const routes = new Map<string, Watched>()

  async function readHistory(route: string, watched: Watched): Promise<void> {
    const now = performance.now()
    if (watched.ever === null || now - watched.ever.at > HISTORY_EVERY_MS)
      watched.ever = { outcomes: await store.outcomes({ route, since: EVER }), at: now }
    if (watched.latency !== null && now - watched.latency.at < LATENCY_EVERY_MS) return
    const pairs = (await store.latency({ route, since: watched.from })).get(route) ?? []
    const { from, to } = compareLatency(pairs)
    watched.latency = { range: from === null || to === null ? null : { from, to }, at: now }
  }

  return {
    async refresh(route, since, window) {
      const known = routes.get(route)
      const watched = known?.since === since ? known : begin(since, window)
      routes.set(route, watched)
      const outcomes = await store.outcomes({ route, since: watched.from })
      if (watched.before === null) {
        if (Date.now() - since < SETTLED_AFTER_MS) return
        watched.before = outcomes
      }
      watched.outcomes = without(outcomes, watched.before)
      if (watched.window !== window) {
        watched.window = window
        watched.windowBegan = watched.outcomes
      }
      await readHistory(route, watched)
    },
    read(route, since) {
      const watched = routes.get(route)
      if (watched?.since !== since || watched.before === null || watched.ever === null) return null
      const ever = watched.ever.outcomes
      const recent = without(watched.outcomes, watched.windowBegan)
      const proven = provenIn([watched.outcomes, recent], ever)
      return {
        ...comparedOf(watched.outcomes, ever, proven),
        latency: watched.latency?.range ?? null,
        recent: comparedOf(recent, ever, proven),
      }
    },
    keepOnly(wanted) {
      for (const route of routes.keys()) if (!wanted.has(route)) routes.delete(route)
    },
  }
}

/** A step that was not seen is counted from the next minute on, so that nothing of before it counts. */
function begin(since: number, window: number): Watched {
  const isSeen = Date.now() - since < SEEN_WITHIN_MS
  return {
    since,
    from: new Date(isSeen ? since : since + 60_000),
    before: isSeen ? null : [],
    ...{ outcomes: [], window, windowBegan: [], ever: null, latency: null },
  }
}

/**
 * Signatures that are surely no noise: by all that is stored, or, where a candidate turned bad just now, by what it shows in
 * one of the stretches of time against all that legacy ever showed.
 */
function provenIn(stretches: readonly (readonly Outcome[])[], ever: readonly Outcome[]): ReadonlySet<string> {
  const whole = countsBySignature(ever)
  const isReal = (signature: string, candidate: SignatureCounts['candidate']): boolean =>
    judgeNoise({ candidate, legacy: whole(signature).legacy }).verdict === 'real'
  const proven = stretches.flatMap((outcomes) => {
    const counts = countsBySignature(outcomes)
    const seen = new Set(outcomes.flatMap(({ signatures }) => signatures))
    return [...seen].filter(
      (signature) =>
        isReal(signature, whole(signature).candidate) || isReal(signature, counts(signature).candidate),
    )
  })
  return new Set(proven)
}

function comparedOf(
  outcomes: readonly Outcome[],
  ever: readonly Outcome[],
  proven: ReadonlySet<string>,
): Compared {
  const { pairs, mismatches } = assess(outcomes, ever)
  const real = outcomes
    .filter((outcome) => outcome.against === 'candidate' && outcome.signatures.some((one) => proven.has(one)))
    .reduce((sum, { count }) => sum + count, 0)
  return { pairs, mismatches, real }
}

/** What was counted on top of earlier outcomes. */
function without(outcomes: readonly Outcome[], earlier: readonly Outcome[]): readonly Outcome[] {
  if (earlier.length === 0) return outcomes
  const counts = new Map(earlier.map((outcome) => [keyOf(outcome), outcome.count]))
  return outcomes.flatMap((outcome) => {
    const count = outcome.count - (counts.get(keyOf(outcome)) ?? 0)
    return count > 0 ? [{ ...outcome, count }] : []
  })
}

function keyOf({ against, signatures }: Outcome): string {
  return JSON.stringify([against, ...signatures])
}
