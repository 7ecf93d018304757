import type { Standing } from '@strangler/migration-plan'
import type { RollOut } from './roll-out.ts'
import type { Snapshot } from './snapshot.ts'
import { weightOf } from './steps-of.ts'
import type { PlaneOutcome } from './tell-plane.ts'

/** What a command did, once every plane that could be reached confirmed it. */
export interface CommandResult {
  readonly moves: readonly { readonly route: string; readonly from: number; readonly to: number }[]
  readonly version: number
  /** From the call to the moment when the last reachable plane was read back. */
  readonly secondsToEffect: number
  readonly warnings: readonly string[]
  /** False: the audit line is written when the database is back. */
  readonly recorded: boolean
  readonly planes: readonly PlaneOutcome[]
}

export function resultOf(
  started: number,
  before: Snapshot,
  { snapshot, outcomes }: RollOut,
  standings: Readonly<Record<string, Standing>>,
  warnings: readonly string[],
  recorded: boolean,
): CommandResult {
  const effective = Math.max(started, ...outcomes.map(({ confirmedAt }) => confirmedAt ?? started))
  const missing = outcomes.filter(({ result }) => result !== 'confirmed')
  return {
    moves: Object.entries(standings).map(([route, { weight }]) => ({
      route,
      from: weightOf(before, route),
      to: weight,
    })),
    version: snapshot.table.version,
    secondsToEffect: Math.round(effective - started) / 1000,
    warnings: [
      ...warnings,
      ...missing.map(
        ({ plane, error, result }) =>
          `plane "${plane}" was not told (${error ?? result}); it will be as soon as it can be`,
      ),
    ],
    recorded,
    planes: outcomes,
  }
}
