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
  /** Of the minutes that are over. */
  readonly past: RouteCounts
  /** The minute that runs. */
  readonly minute: LedgerWindow
  /** What is judged by itself, besides all since the last step. */
  readonly recent: LedgerWindow
  /** Legacy in the time before. */
  readonly baseline: SideCounts
}

const MINUTE_MS = 60_000
/** A window that is judged lasts a minute at least, and until so many requests of the candidate prove something. */
const ENOUGH_REQUESTS = 1000
const LONGEST_MS = 3_600_000
/** With so many requests a stretch of time says how legacy does; with fewer, those before are added. */
const BASELINE_REQUESTS = 1000
const NO_TRAFFIC: RouteCounts = { legacy: NO_COUNTS, candidate: NO_COUNTS }

export function newLedger(since: number, now: number): RouteLedger {
  const window = newWindow(now, 1)
  return { since, past: NO_TRAFFIC, minute: window, recent: window, baseline: NO_COUNTS }
}

/** One that goes on from what an earlier controller wrote down, in so many minutes. */
export function resumedLedger(
  { since, past, baseline }: Pick<RouteLedger, 'since' | 'past' | 'baseline'>,
  minutes: number,
  now: number,
): RouteLedger {
  const window = newWindow(now, minutes + 1)
  return { since, past, baseline, minute: window, recent: window }
}

/** The ledger after a step: what was counted until then says how legacy did before. */
export function afterStep(ledger: RouteLedger, since: number, now: number): RouteLedger {
  const { legacy } = totalOf(ledger)
  const baseline = legacy.requests >= BASELINE_REQUESTS ? legacy : plus(ledger.baseline, legacy)
  return { ...newLedger(since, now), baseline }
}

export function counted(ledger: RouteLedger, added: RouteCounts, now: number): RouteLedger {
  const { minute, recent } = ledger
  const isMinuteOver = now - minute.at >= MINUTE_MS
  return {
    ...ledger,
    past: isMinuteOver ? sum(ledger.past, minute) : ledger.past,
    minute: grown(isMinuteOver ? newWindow(now, minute.nth + 1) : minute, added),
    recent: grown(isOver(recent, now) ? newWindow(now, recent.nth + 1) : recent, added),
  }
}

function isOver({ at, candidate }: LedgerWindow, now: number): boolean {
  const age = now - at
  return age >= LONGEST_MS || (age >= MINUTE_MS && candidate.requests >= ENOUGH_REQUESTS)
}

function grown(window: LedgerWindow, added: RouteCounts): LedgerWindow {
  return { ...window, ...sum(window, added) }
}

export function totalOf({ past, minute }: RouteLedger): RouteCounts {
  return sum(past, minute)
}

function newWindow(at: number, nth: number): LedgerWindow {
  return { at, nth, ...NO_TRAFFIC }
}
