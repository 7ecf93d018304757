import type { Evidence, SideEvidence } from '../../src/index.ts'
import type { GatesFile } from '../../src/language/gates-schema.ts'
import type { Gates } from '../../src/plan.ts'
import { resolveGates } from '../../src/reading/resolve-gates.ts'

export const NOW = Date.UTC(2026, 10, 25, 12)
export const MINUTE = 60_000

const NOTHING: GatesFile = {
  errors: 'none',
  latencyP95: 'none',
  bake: 'none',
  mismatch: 'none',
  minComparisons: 0,
}

/** Only the gates that are written. */
export function gatesOf(written: GatesFile): Gates {
  return resolveGates({ ...NOTHING, ...written }, true)
}

export function side(requests: number, errors = 0, more: Partial<SideEvidence> = {}): SideEvidence {
  return { requests, errors, durations: null, meanMs: null, ...more }
}

/** A route that stands on its ramp for ten minutes, and nothing else is known. */
export function evidenceOf(more: Partial<Evidence> = {}): Evidence {
  return {
    stage: 'ramp',
    since: NOW - 10 * MINUTE,
    now: NOW,
    legacy: side(0),
    candidate: side(0),
    boundsMs: [10, 20, 50, 100, 200, 500],
    baseline: side(0),
    recent: null,
    comparisons: null,
    metrics: null,
    candidateUp: null,
    approved: false,
    hook: null,
    ...more,
  }
}
