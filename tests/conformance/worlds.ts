import type { Case } from './case.ts'
import { addressCases } from './cases/addresses.ts'
import { cohortCases, cohortWorld } from './cases/cohorts.ts'
import { legacyOffCases, legacyOffWorld } from './cases/legacy-off.ts'
import { matchingCases, matchingWorld } from './cases/matching.ts'
import { pathCases, pathWorld } from './cases/paths.ts'
import { pinCases, pinWorld } from './cases/pins.ts'
import type { WorldRoute } from './world.ts'

/** What the suite asks, and of which routes. */
export interface World {
  readonly about: string
  readonly routes: readonly WorldRoute[]
  readonly cases: readonly Case[]
  /** Whether legacy was switched off. Default: it answers. */
  readonly legacyIsOff?: boolean
}

export const worlds: readonly World[] = [
  { about: 'which route a request belongs to', routes: matchingWorld, cases: matchingCases },
  { about: 'how a path is read', routes: pathWorld, cases: pathCases },
  { about: 'how an address is read', routes: pathWorld, cases: addressCases },
  { about: 'which side a user belongs to', routes: cohortWorld, cases: cohortCases },
  { about: 'which side a tester is taken to', routes: pinWorld, cases: pinCases },
  {
    about: 'what is left when legacy is switched off',
    routes: legacyOffWorld,
    cases: legacyOffCases,
    legacyIsOff: true,
  },
]
