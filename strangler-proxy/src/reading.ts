import type { Side } from '@strangler/migration-plan'
import { noCounts, type SideCounts } from './counters.ts'
import type { Answered, Tally } from './tally.ts'

/** What a tally holds at an instant, as plain JSON: so it travels from worker to primary. */
export interface Reading {
  readonly routes: Readonly<Record<string, Readonly<Record<Side, SideCounts>>>>
  readonly answered: Readonly<Record<Answered, number>>
}

export function readTally({ routes, answered }: Tally): Reading {
  return {
    routes: Object.fromEntries([...routes].map(([id, { sides }]) => [id, sides])),
    answered,
  }
}

/** The counts of one side; zeros where nothing was counted yet. */
export function countsOf({ routes }: Reading, route: string, side: Side): SideCounts {
  return routes[route]?.[side] ?? noCounts()
}
