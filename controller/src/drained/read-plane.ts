import type { RouteTable } from '@strangler/migration-plan'
import { z } from 'zod'
import type { Observation } from '../planes/plane.ts'

/** What a plane had counted of requests to legacy when it was looked at, by route. */
export interface PlaneMark {
  readonly instance: string
  readonly counts: Readonly<Record<string, number>>
}

const mark = z.object({ instance: z.string(), counts: z.record(z.string(), z.number()) })

export function parsePlaneMark(text: string): PlaneMark | null {
  try {
    return mark.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** What happened since a mark. */
export interface PlaneReading {
  readonly mark: PlaneMark
  /** Requests to legacy by route; 0 for one that is still under way. */
  readonly calls: ReadonlyMap<string, number>
  /** Why some may have been missed; null where none was. */
  readonly gap: string | null
}

/** Requests that reached `legacy` by a plane, since it was last looked at. Without a mark counting begins. */
export function readPlane(
  { instance, traffic }: Observation,
  { routes }: RouteTable,
  legacy: string,
  before: PlaneMark | null,
): PlaneReading {
  const counts: Record<string, number> = {}
  const calls = new Map<string, number>()
  const isSame = before?.instance === instance
  for (const route of routes) {
    const counted = Object.hasOwn(traffic, route.id) ? traffic[route.id] : undefined
    if (!counted) continue
    const sides = (['legacy', 'candidate'] as const).filter((side) => route[side] === legacy)
    const sum = (what: 'requests' | 'inFlight'): number =>
      sides.reduce((total, side) => total + counted[side][what], 0)
    counts[route.id] = sum('requests')
    const more = sum('requests') - (isSame ? countOf(before, route.id) : 0)
    if (before !== null && more > 0) calls.set(route.id, more)
    else if (sum('inFlight') > 0) calls.set(route.id, 0)
  }
  const gap = before === null || isSame ? null : 'it was started anew, and what it counted before is lost'
  return { mark: { instance, counts }, calls, gap }
}

function countOf({ counts }: PlaneMark, route: string): number {
  return Object.hasOwn(counts, route) ? (counts[route] ?? 0) : 0
}
