import type { Route } from '@strangler/migration-plan'
import type { Rate } from '../evidence/pulse.ts'

/** What is known of who would take over. */
export interface LegacyState {
  /** Whether it answers its checks; null if nobody can tell. */
  readonly isUp: boolean | null
  readonly rate: Rate
  /** The most requests a second that it is known to have answered. */
  readonly peak: number
}

/** Where a route goes back to at once, and what is to be said of it. */
export interface Retreat {
  /** Null where it is better left where it is. */
  readonly to: number | null
  readonly says: string | null
}

/** So much more than it ever answered is asked of legacy at once. */
const MOST_TIMES = 2
/** That many requests a second are no load for anybody. */
const NO_LOAD = 20

/**
 * Back to legacy, if it is there: at once where it can carry everything, as far as it is known to, else by steps of the
 * ramp. A candidate that answers nobody is left at once all the same: nothing is worse.
 */
export function retreatOf(
  route: Route,
  isCandidateDown: boolean,
  { isUp, rate, peak }: LegacyState,
): Retreat {
  if (isUp === false)
    return isCandidateDown
      ? { to: null, says: 'neither candidate nor legacy answers its checks, so it stays where it is' }
      : { to: null, says: 'legacy does not answer its checks, so the candidate goes on' }
  const all = rate.legacy + rate.candidate
  const most = Math.max(NO_LOAD, peak * MOST_TIMES)
  if (all <= most) return { to: 0, says: null }
  const load = `${Math.round(all)} requests a second, where it never had more than ${Math.round(peak)}`
  if (isCandidateDown) return { to: 0, says: `legacy gets ${load}, as the candidate answers nobody` }
  const lower = [0, ...route.ramp].filter((weight) => weight < route.weight)
  const bearable = lower.find((weight) => (all * (100 - weight)) / 100 <= most) ?? lower.at(-1) ?? 0
  return bearable === 0
    ? { to: 0, says: null }
    : { to: bearable, says: `by steps, as legacy would get ${load}` }
}
