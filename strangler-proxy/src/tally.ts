import type { Side } from '@strangler/migration-plan'
import { noCounts, type SideCounts } from './counters.ts'
import { createPlaces, type Places } from './routing/places.ts'

/** What is remembered of a route from table to table. */
export interface RouteTally {
  readonly sides: Readonly<Record<Side, SideCounts>>
  /** Number of its next request, where the split is by request. */
  turn: number
  readonly places: Places
}

/** What was counted in the process, plain numbers throughout. */
export interface Tally {
  /** By route id; counts begin when a route is first named. */
  of(route: string): RouteTally
  /** Forgets the routes that are gone. */
  keepOnly(routes: ReadonlySet<string>): void
  readonly routes: ReadonlyMap<string, RouteTally>
  /** Requests that went to no side. */
  readonly answered: Record<Answered, number>
}

/** Why we answered ourselves. */
export type Answered = 'refused' | 'denied' | 'gone' | 'no-table' | 'overloaded'

export function noneAnswered(): Record<Answered, number> {
  return { refused: 0, denied: 0, gone: 0, 'no-table': 0, overloaded: 0 }
}

/** `firstTurn` is where routes begin to count their requests: processes that share them begin apart. */
export function createTally(firstTurn: number): Tally {
  const routes = new Map<string, RouteTally>()
  return {
    routes,
    answered: noneAnswered(),
    of(route) {
      const known = routes.get(route)
      if (known) return known
      const sides = { legacy: noCounts(), candidate: noCounts() }
      const tally = { sides, turn: firstTurn, places: createPlaces() }
      routes.set(route, tally)
      return tally
    },
    keepOnly(ids) {
      for (const id of routes.keys()) if (!ids.has(id)) routes.delete(id)
    },
  }
}
