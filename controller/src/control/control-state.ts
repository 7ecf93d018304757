import { ControllerError } from '../errors.ts'
import { restrained, UNRESTRAINED, type RestraintChange, type Restraints } from '../store/restraints.ts'
import type { Snapshot } from './snapshot.ts'

/** Live holder of the current snapshot; a reader takes one reference and never sees half a change. */
export interface ControlState {
  /** @throws ControllerError ERR_CONTROLLER_STARTING while nothing is known. */
  current: () => Snapshot
  peek: () => Snapshot | null
  replace: (snapshot: Snapshot) => void
  restraints: () => Restraints
  restrain: (change: RestraintChange) => void
  replaceRestraints: (restraints: Restraints) => void
  /** Notes a version seen on a plane or in the database: later tables are numbered beyond it. */
  saw: (version: number) => void
  /** A version that no table had before. */
  nextVersion: () => number
  /** Version that the database holds; null when that is not certain. */
  savedVersion: () => number | null
  saved: (version: number | null) => void
}

export function createControlState(): ControlState {
  let snapshot: Snapshot | null = null
  let restraints = UNRESTRAINED
  let highest = 0
  let savedVersion: number | null = null
  return {
    current() {
      if (snapshot) return snapshot
      throw new ControllerError(
        'ERR_CONTROLLER_STARTING',
        'controller: where the routes stand is not known yet',
        'see that the database is reachable and migrated, then try again',
      )
    },
    peek: () => snapshot,
    replace(next) {
      snapshot = next
      highest = Math.max(highest, next.table.version)
    },
    restraints: () => restraints,
    restrain(change) {
      restraints = restrained(restraints, change)
    },
    replaceRestraints(next) {
      restraints = next
    },
    saw(version) {
      highest = Math.max(highest, version)
    },
    nextVersion() {
      highest += 1
      return highest
    },
    savedVersion: () => savedVersion,
    saved(version) {
      savedVersion = version
    },
  }
}
