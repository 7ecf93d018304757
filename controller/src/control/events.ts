import type { Verdict } from '@strangler/migration-plan'
import type { Tenure } from '../store/leader-lock.ts'
import type { Step } from '../store/step.ts'
import type { Drift } from './drift.ts'

/** What is worth telling whoever watches. */
export type ControlEvent =
  | { readonly type: 'step'; readonly step: Step }
  | { readonly type: 'drift'; readonly plane: string; readonly drift: readonly Drift[] }
  | {
      readonly type: 'plane'
      readonly plane: string
      readonly reachable: boolean
      readonly error: string | null
    }
  /** What the gates say of a route's next step is another verdict than before. */
  | {
      readonly type: 'verdict'
      readonly route: string
      readonly verdict: Verdict
      readonly sentence: string
    }
  | { readonly type: 'role'; readonly role: Tenure }
  | { readonly type: 'plan'; readonly plan: string; readonly version: number }

export interface Events {
  publish: (event: ControlEvent) => void
  /** Gives what ends the subscription. */
  subscribe: (listener: (event: ControlEvent) => void) => () => void
}

export function createEvents(): Events {
  const listeners = new Set<(event: ControlEvent) => void>()
  return {
    publish(event) {
      for (const listener of listeners) listener(event)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
