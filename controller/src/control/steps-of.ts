import { randomUUID } from 'node:crypto'
import type { Stage, Standing, StepVerdict } from '@strangler/migration-plan'
import type { Entry } from '../store/state-store.ts'
import type { Action, Step } from '../store/step.ts'
import type { Author } from './author.ts'
import type { RestraintChange } from '../store/restraints.ts'
import type { Snapshot } from './snapshot.ts'

/** The audit lines of a change that led to `after`. */
export function stepsOf(
  action: Action,
  { who, why }: Author,
  before: Snapshot,
  after: Snapshot,
  standings: Readonly<Record<string, Standing>>,
  evidence: StepVerdict | null = null,
): readonly Step[] {
  return Object.entries(standings).map(([route, { stage, weight }]) => ({
    id: randomUUID(),
    at: new Date(),
    ...{ action, who, why, route },
    from: weightOf(before, route),
    to: weight,
    fromStage: stageOf(before, route),
    toStage: stage,
    version: after.table.version,
    evidence: evidence === null ? null : JSON.stringify(evidence),
  }))
}

/** A move takes off what held the route for an earlier one, or allowed it; `restraints` say what else. */
export function entryOf(
  after: Snapshot,
  standings: Readonly<Record<string, Standing>>,
  steps: readonly Step[],
  restraints: RestraintChange = {},
): Entry {
  const [since] = Object.keys(standings).flatMap((route) => after.since[route] ?? [])
  const none = Object.fromEntries(Object.keys(standings).map((route) => [route, null]))
  return {
    ...{ version: after.table.version, planDigest: after.digest, standings, steps },
    // What is recorded is what memory has: evidence counts from there on, whoever reads it.
    at: since ?? new Date(),
    restraints: { restarts: none, ...restraints, approvals: { ...none, ...restraints.approvals } },
  }
}

/** Stage of a route of the plan; legacy for one that the plan does not have. */
export function stageOf({ table }: Snapshot, id: string): Stage {
  return table.routes.find((route) => route.id === id)?.stage ?? 'legacy'
}

/** Weight of a route of the plan; 0 for one that the plan does not have. */
export function weightOf({ table }: Snapshot, id: string): number {
  return table.routes.find((route) => route.id === id)?.weight ?? 0
}
