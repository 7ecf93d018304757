import { sum, type RouteCounts } from './plane-counter.ts'
import { NO_COUNTS, plus, type SideCounts } from './side-counts.ts'

/** A short stretch of a route's time at one standing. */
export interface LedgerWindow extends RouteCounts {
  /** When it began, in milliseconds since 1970. */
  readonly at: number
  /** Which one it is since the route stands there, from 1 on. */
  readonly nth: number
}

/** What is counted of a route since it stands where it does. */
export interface RouteLedger {
  /** Since when that is, in milliseconds since 1970; 0 if it never moved. */
  readonly since: number
  /** Of the windows that are over. */
  readonly past: RouteCounts
  readonly window: LedgerWindow
  /** Legacy in the time before. */
  readonly baseline: SideCounts
}

/** Windows last that long; the next begins with the first counts after. */
export const WINDOW_MS = 60_000
/** With so many requests a stretch of time says how legacy does; with fewer, those before are added. */
const BASELINE_REQUESTS = 1000
const NO_TRAFFIC: RouteCounts = { legacy: NO_COUNTS, candidate: NO_COUNTS }

export function newLedger(since: number, now: number): RouteLedger {
  return { since, past: NO_TRAFFIC, window: newWindow(now, 1), baseline: NO_COUNTS }
}

/** One that goes on from what an earlier controller wrote down. */
export function resumedLedger(
  { since, past, baseline }: Pick<RouteLedger, 'since' | 'past' | 'baseline'>,
  windows: number,
  now: number,
): RouteLedger {
  return { since, past, baseline, window: newWindow(now, windows + 1) }
}

/** The ledger after a step: what was counted until then says how legacy did before. */
export function afterStep(ledger: RouteLedger, since: number, now: number): RouteLedger {
  const { legacy } = totalOf(ledger)
  const baseline = legacy.requests >= BASELINE_REQUESTS ? legacy : plus(ledger.baseline, legacy)
  return { ...newLedger(since, now), baseline }
}

export function counted(ledger: RouteLedger, added: RouteCounts, now: number): RouteLedger {
  const { window } = ledger
  if (now - window.at >= WINDOW_MS) {
    const past = sum(ledger.past, window)
    return { ...ledger, past, window: { ...newWindow(now, window.nth + 1), ...added } }
  }
  return { ...ledger, window: { ...window, ...sum(window, added) } }
}

export function totalOf({ past, window }: RouteLedger): RouteCounts {
  return sum(past, window)
}

function newWindow(at: number, nth: number): LedgerWindow {
  return { at, nth, ...NO_TRAFFIC }
}
