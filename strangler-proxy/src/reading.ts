import type { Side } from '@strangler/migration-plan'
import { addCounts, noCounts, type SideCounts } from './counters.ts'
import { noneAnswered, type Answered, type Tally } from './tally.ts'

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

/** What several processes counted together. */
export function addReadings(readings: readonly Reading[]): Reading {
  const ids = new Set(readings.flatMap(({ routes }) => Object.keys(routes)))
  const sum = (route: string, side: Side): SideCounts =>
    addCounts(readings.map((reading) => countsOf(reading, route, side)))
  const answered = noneAnswered()
  for (const reading of readings)
    for (const why of Object.keys(answered) as Answered[]) answered[why] += reading.answered[why]
  return {
    routes: Object.fromEntries(
      [...ids].map((id) => [id, { legacy: sum(id, 'legacy'), candidate: sum(id, 'candidate') }]),
    ),
    answered,
  }
}

/** What a process counted that is no more. */
export function atRest({ routes, answered }: Reading): Reading {
  const rest = (counts: SideCounts): SideCounts => ({ ...counts, inFlight: 0, isUp: false })
  return {
    routes: Object.fromEntries(
      Object.entries(routes).map(([id, { legacy, candidate }]) => [
        id,
        { legacy: rest(legacy), candidate: rest(candidate) },
      ]),
    ),
    answered,
  }
}
