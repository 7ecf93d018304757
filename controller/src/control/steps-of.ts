import { randomUUID } from 'node:crypto'
import type { Standing } from '@strangler/migration-plan'
import type { Action, Entry, Step } from '../store/state-store.ts'
import type { Author } from './author.ts'
import type { Snapshot } from './snapshot.ts'

/** The audit lines of a change that led to `after`. */
export function stepsOf(
  action: Action,
  { who, why }: Author,
  before: Snapshot,
  after: Snapshot,
  standings: Readonly<Record<string, Standing>>,
): readonly Step[] {
  return Object.entries(standings).map(([route, { weight }]) => ({
    id: randomUUID(),
    at: new Date(),
    action,
    who,
    why,
    route,
    from: weightOf(before, route),
    to: weight,
    version: after.table.version,
  }))
}

export function entryOf(
  after: Snapshot,
  standings: Readonly<Record<string, Standing>>,
  steps: readonly Step[],
): Entry {
  return { version: after.table.version, planDigest: after.digest, standings, steps }
}

/** Weight of a route of the plan; 0 for one that the plan does not have. */
export function weightOf({ table }: Snapshot, id: string): number {
  return table.routes.find((route) => route.id === id)?.weight ?? 0
}
