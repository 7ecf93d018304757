import type { Observation, Plane } from '../planes/plane.ts'
import type { Drift } from './drift.ts'
import type { Events } from './events.ts'

/** What the controller knows of one plane: what it saw last, and which instance it last told. */
export interface PlaneView {
  readonly plane: Plane
  reachable: () => boolean
  error: () => string | null
  /** The last observation; null while the plane is not reachable. */
  observation: () => Observation | null
  saw: (observation: Observation) => void
  lost: (error: string) => void
  /** The instance that took a table from a controller; null while that is not known. */
  toldInstance: () => string | null
  told: (instance: string) => void
  drift: () => readonly Drift[]
  drifted: (drift: readonly Drift[]) => void
  /** A table that it refused; null once it took one. */
  refusal: () => { readonly at: number; readonly error: string } | null
  refused: (error: string | null) => void
}

export function createPlaneView(plane: Plane, events: Events): PlaneView {
  let observation: Observation | null = null
  let error: string | null = 'not seen yet'
  let toldInstance: string | null = null
  let drift: readonly Drift[] = []
  let refusal: { at: number; error: string } | null = null

  return {
    plane,
    reachable: () => observation !== null,
    error: () => error ?? refusal?.error ?? null,
    observation: () => observation,
    saw(seen) {
      const wasReachable = observation !== null
      observation = seen
      error = null
      if (!wasReachable) events.publish({ type: 'plane', plane: plane.name, reachable: true, error: null })
    },
    lost(why) {
      const wasReachable = observation !== null
      observation = null
      error = why
      if (wasReachable) events.publish({ type: 'plane', plane: plane.name, reachable: false, error: why })
    },
    toldInstance: () => toldInstance,
    told(instance) {
      toldInstance = instance
    },
    drift: () => drift,
    drifted(now) {
      const before = drift
      drift = now
      if (JSON.stringify(before) !== JSON.stringify(now))
        events.publish({ type: 'drift', plane: plane.name, drift: now })
    },
    refusal: () => refusal,
    refused(why) {
      refusal = why === null ? null : { at: performance.now(), error: why }
    },
  }
}
