import type { Standing } from '@strangler/migration-plan'

/** Nobody moves the route until it is released; going back is always possible. */
export interface Hold {
  /** Who wants it so: a person, a plane that somebody changed by hand, or a gate that failed. */
  readonly cause: 'operator' | 'drift' | 'gate'
  readonly who: string
  readonly why: string
  readonly since: Date
}

/** Somebody said yes to one step of a route. */
export interface Approval {
  readonly who: string
  readonly why: string | null
  readonly at: Date
  /** Where that step leads; a yes to another step counts for nothing. */
  readonly step: Standing
}

/** No route moves forward. */
export interface Pause {
  readonly who: string
  readonly why: string | null
  readonly since: Date
}

/** What keeps routes where they are, and what was allowed, by route. */
export interface Restraints {
  readonly holds: Readonly<Record<string, Hold>>
  readonly approvals: Readonly<Record<string, Approval>>
  readonly pause: Pause | null
  /** From when on evidence counts of routes that were released since their last step: what held them was mended. */
  readonly restarts: Readonly<Record<string, Date>>
}

/** What is put on or, by null, taken off. */
export interface RestraintChange {
  readonly holds?: Readonly<Record<string, Hold | null>>
  readonly approvals?: Readonly<Record<string, Approval | null>>
  readonly pause?: Pause | null
  readonly restarts?: Readonly<Record<string, Date | null>>
}

export const UNRESTRAINED: Restraints = { holds: {}, approvals: {}, pause: null, restarts: {} }

export function restrained(before: Restraints, change: RestraintChange): Restraints {
  return {
    holds: merged(before.holds, change.holds),
    approvals: merged(before.approvals, change.approvals),
    pause: change.pause === undefined ? before.pause : change.pause,
    restarts: merged(before.restarts, change.restarts),
  }
}

/** One change that does what two did, one after the other. */
export function restrainedTwice(first: RestraintChange, second: RestraintChange): RestraintChange {
  const pause = second.pause === undefined ? first.pause : second.pause
  return {
    holds: { ...first.holds, ...second.holds },
    approvals: { ...first.approvals, ...second.approvals },
    restarts: { ...first.restarts, ...second.restarts },
    ...(pause === undefined ? {} : { pause }),
  }
}

/** A hold of a route; undefined for one that is free. */
export function holdOf({ holds }: Restraints, route: string): Hold | undefined {
  return Object.hasOwn(holds, route) ? holds[route] : undefined
}

/** Whether somebody said yes to the step of a route that leads there. */
export function isApproved({ approvals }: Restraints, route: string, next: Standing | null): boolean {
  const step = Object.hasOwn(approvals, route) ? approvals[route]?.step : undefined
  return step !== undefined && step.stage === next?.stage && step.weight === next.weight
}

function merged<Value>(
  before: Readonly<Record<string, Value>>,
  changes: Readonly<Record<string, Value | null>> = {},
): Readonly<Record<string, Value>> {
  const all = Object.entries<Value | null>({ ...before, ...changes })
  return Object.fromEntries(all.flatMap(([route, value]) => (value === null ? [] : [[route, value]])))
}
