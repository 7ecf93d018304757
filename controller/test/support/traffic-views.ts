import type { PlaneView } from '../../src/control/plane-view.ts'
import { createEvents } from '../../src/control/events.ts'
import { createPlaneView } from '../../src/control/plane-view.ts'
import type { Observation, SideTraffic } from '../../src/planes/plane.ts'
import type { RouteCounts } from '../../src/evidence/plane-counter.ts'

/** Counts of both sides, without durations. */
export function aRoute(legacy: number, candidate = 0, errors = 0): RouteCounts {
  return {
    legacy: { requests: legacy, errors: 0, durations: [] },
    candidate: { requests: candidate, errors, durations: [] },
  }
}

export function aSide(requests: number, more: Partial<SideTraffic> = {}): SideTraffic {
  return { requests, errors5xx: 0, inFlight: 0, ...more }
}

/** What a plane says of itself, its routes apart. */
export function anObservation(
  instance: string,
  traffic: Observation['traffic'],
  boundsMs?: readonly number[],
): Observation {
  return { instance, version: 1, weights: {}, traffic, ...(boundsMs ? { boundsMs } : {}) }
}

/** A plane that is seen as the test wants it to be seen. */
export function aView(name: string): PlaneView {
  const never = (): Promise<never> => Promise.reject(new Error('nobody asks this plane'))
  return createPlaneView(
    { name, apply: never, observe: never, close: () => Promise.resolve() },
    createEvents(),
  )
}
