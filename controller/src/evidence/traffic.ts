import type { ControlContext } from '../control/context.ts'
import type { TrafficStore, TrafficWindow } from '../store/traffic-store.ts'
import { isSideUp } from './health.ts'
import { createDrawer } from './drawer.ts'
import { createPlaneCounter, type RouteCounts } from './plane-counter.ts'
import { createPulse, type Pulse, type Rate } from './pulse.ts'
import { afterStep, counted, newLedger, resumedLedger, type RouteLedger } from './route-ledger.ts'
import { NO_COUNTS } from './side-counts.ts'
import { storedWindow, sumOfWindows } from './stored-windows.ts'

/** What the planes count of each route, since it stands where it does. */
export interface Traffic {
  /** Adds what the planes counted meanwhile. */
  readonly look: () => void
  readonly ledgerOf: (route: string) => RouteLedger | null
  readonly rateOf: (route: string) => Rate
  /** The most requests a second that legacy is known to have answered. */
  readonly peakOf: (route: string) => number
  /** When the candidate began to fail, if it does (milliseconds since 1970). */
  readonly faultSince: (route: string) => number | null
  /** Upper bounds of the buckets of durations, in milliseconds, rising; empty while no plane measures any. */
  readonly boundsMs: () => readonly number[]
  /** Takes up what an earlier controller wrote down. @throws ControllerError ERR_DATABASE_… */
  readonly resume: () => Promise<void>
  /** Writes down what is not written yet. @throws ControllerError ERR_DATABASE_… */
  readonly save: () => Promise<void>
}

const DAY_MS = 86_400_000
/** A route that stands longer where it does is judged by what it did of late. */
const LONGEST_MS = 7 * DAY_MS
const SHORTEST_FOR_PEAK_S = 10

export function createTraffic(context: ControlContext, store: TrafficStore): Traffic {
  const { state, views } = context
  const ledgers = new Map<string, RouteLedger>()
  const pulses = new Map<string, Pulse>()
  const counter = createPlaneCounter()
  const drawer = createDrawer()

  function pulseOf(route: string, now: number): Pulse {
    const pulse = pulses.get(route) ?? createPulse(now)
    pulses.set(route, pulse)
    return pulse
  }

  function take(route: string, added: RouteCounts | undefined, now: number): void {
    const since = sinceOf(context, route)
    const known = ledgers.get(route) ?? newLedger(since, now)
    // What comes in with a step was asked for before it, but for the last moment.
    const ledger = added ? counted(known, added, now) : known
    if (added) drawer.put(storedWindow(route, ledger.minute, now, counter.boundsMs()))
    ledgers.set(route, upToStep(ledger, since, now))
    const isDown = isSideUp(views, route, 'candidate') === false
    pulseOf(route, now).add(added ?? NONE, isDown, now, counter.reachMs())
  }

  return {
    look() {
      const now = Date.now()
      const added = counter.take(views, now)
      const routes = state.peek()?.table.routes ?? []
      for (const { id } of routes) take(id, added.get(id), now)
      for (const map of [ledgers, pulses]) keepOnly(map, new Set(routes.map(({ id }) => id)))
    },
    ledgerOf(route) {
      const known = ledgers.get(route)
      return known ? upToStep(known, sinceOf(context, route), Date.now()) : null
    },
    rateOf: (route) => pulses.get(route)?.rate(Date.now()) ?? { legacy: 0, candidate: 0 },
    peakOf: (route) => pulses.get(route)?.peak() ?? 0,
    faultSince: (route) => pulses.get(route)?.faultSince() ?? null,
    boundsMs: counter.boundsMs,
    async resume() {
      const now = Date.now()
      for (const { id, stage } of state.current().table.routes) {
        if (stage === 'legacy' || stage === 'retired') continue
        const since = sinceOf(context, id)
        const from = new Date(Math.max(since, now - LONGEST_MS) - DAY_MS)
        const windows = await store.windows({ route: id, since: from })
        ledgers.set(id, ledgerBy(windows, since, counter.boundsMs(), now))
        pulseOf(id, now).knew(peakIn(windows))
      }
    },
    save: () => drawer.empty((windows) => store.save(windows)),
  }
}

const NONE: RouteCounts = { legacy: NO_COUNTS, candidate: NO_COUNTS }

/** Since when a route's evidence counts: since its last step, or since it was released. */
function sinceOf({ state }: ControlContext, route: string): number {
  const all = [state.current().since, state.restraints().restarts]
  return Math.max(0, ...all.map((dates) => (Object.hasOwn(dates, route) ? dates[route]?.getTime() : 0) ?? 0))
}

function keepOnly(map: Map<string, unknown>, keys: ReadonlySet<string>): void {
  for (const key of map.keys()) if (!keys.has(key)) map.delete(key)
}

/** A step that was made since the last look has no evidence yet. */
function upToStep(ledger: RouteLedger, since: number, now: number): RouteLedger {
  return ledger.since === since ? ledger : afterStep(ledger, since, now)
}

function ledgerBy(
  windows: readonly TrafficWindow[],
  since: number,
  boundsMs: readonly number[],
  now: number,
): RouteLedger {
  const own = windows.filter(({ at }) => at.getTime() >= since)
  const past = sumOfWindows(own, boundsMs)
  const baseline = sumOfWindows(windows.slice(0, windows.length - own.length), boundsMs).legacy
  return resumedLedger({ since, past, baseline }, own.length, now)
}

/** A window that was cut short may hold what a plane counted while nobody saw it. */
function peakIn(windows: readonly TrafficWindow[]): number {
  const whole = windows.filter(({ seconds }) => seconds >= SHORTEST_FOR_PEAK_S)
  return whole.reduce((most, { legacy, seconds }) => Math.max(most, legacy.requests / seconds), 0)
}
