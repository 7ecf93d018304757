import type { Side } from '@strangler/migration-plan'
import type { PlaneView } from '../control/plane-view.ts'
import type { Observation, SideTraffic } from '../planes/plane.ts'
import { minus, NO_COUNTS, plus, rebucketed, type SideCounts } from './side-counts.ts'

export type RouteCounts = Readonly<Record<Side, SideCounts>>

export function sum(one: RouteCounts, other: RouteCounts): RouteCounts {
  return { legacy: plus(one.legacy, other.legacy), candidate: plus(one.candidate, other.candidate) }
}

/** Tells what planes counted since they were last looked at. */
export interface PlaneCounter {
  /** By route, those with any. A request that passes two planes is counted by the one that asks the upstream. */
  readonly take: (views: readonly PlaneView[], now: number) => ReadonlyMap<string, RouteCounts>
  /** How far back what was taken last reaches at most, in milliseconds: long, where a plane was not seen for a while. */
  readonly reachMs: () => number
  /** Upper bounds of the buckets of durations, in milliseconds, rising; empty while no plane measures any. */
  readonly boundsMs: () => readonly number[]
}

export function createPlaneCounter(): PlaneCounter {
  const before = new Map<string, { readonly seen: Observation; readonly at: number }>()
  let reachMs = 0
  let boundsMs: readonly number[] = []
  return {
    take(views, now) {
      const added = new Map<string, RouteCounts>()
      reachMs = 0
      for (const { plane, observation } of views) {
        const seen = observation()
        if (!seen) continue
        // Who began to count goes on by the same bounds, whatever planes of another version have.
        if (boundsMs.length === 0) boundsMs = seen.boundsMs ?? []
        const last = before.get(plane.name)
        for (const [route, counts] of addedSince(last?.seen, seen))
          addTo(added, route, byBounds(counts, seen.boundsMs, boundsMs))
        if (last && last.seen !== seen) reachMs = Math.max(reachMs, now - last.at)
        if (last?.seen !== seen) before.set(plane.name, { seen, at: now })
      }
      return added
    },
    reachMs: () => reachMs,
    boundsMs: () => boundsMs,
  }
}

function addTo(sums: Map<string, RouteCounts>, route: string, counts: RouteCounts): void {
  const earlier = sums.get(route)
  sums.set(route, earlier ? sum(earlier, counts) : counts)
}

function byBounds(
  { legacy, candidate }: RouteCounts,
  own: readonly number[] = [],
  wanted: readonly number[],
): RouteCounts {
  if (isEqual(own, wanted)) return { legacy, candidate }
  const converted = (side: SideCounts): SideCounts => ({
    ...side,
    durations: rebucketed(
      side.durations.map((count, at) => [own[at] ?? Infinity, count]),
      wanted,
    ),
  })
  return { legacy: converted(legacy), candidate: converted(candidate) }
}

function isEqual(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((bound, at) => bound === other[at])
}

/** Nothing at the first look, as nobody knows when all that was; one that was started anew counts from 0. */
function addedSince(
  before: Observation | undefined,
  now: Observation,
): readonly (readonly [route: string, added: RouteCounts])[] {
  if (before === undefined || before === now) return []
  const isSame = before.instance === now.instance
  return Object.entries(now.traffic).flatMap(([route, sides]) => {
    const known = isSame && Object.hasOwn(before.traffic, route) ? before.traffic[route] : undefined
    const legacy = addedTo(known?.legacy, sides.legacy)
    const candidate = addedTo(known?.candidate, sides.candidate)
    return legacy.requests + candidate.requests > 0 ? [[route, { legacy, candidate }] as const] : []
  })
}

function addedTo(before: SideTraffic | undefined, now: SideTraffic): SideCounts {
  if (before?.requests === now.requests) return NO_COUNTS
  const counts = countsOf(now)
  return before === undefined ? counts : (minus(counts, countsOf(before)) ?? counts)
}

function countsOf({ requests, errors5xx, durations = [] }: SideTraffic): SideCounts {
  return { requests, errors: errors5xx, durations }
}
