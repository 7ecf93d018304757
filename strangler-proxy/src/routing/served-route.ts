import type { Route, Side } from '@strangler/migration-plan'
import type { Edits } from './edits.ts'
import type { Places } from './places.ts'
import type { ServedSide } from './served-side.ts'

/** A route as it is served. */
export interface ServedRoute extends Readonly<Record<Side, ServedSide | null>> {
  readonly route: Route
  readonly requestEdits: Edits
  readonly answerEdits: Edits
  /** Null where the plan sets no limit. */
  readonly places: Places | null
  /** Percent of its requests that are compared. */
  readonly sample: number
  /** Which side runs shadowed writes in a transaction that it rolls back. */
  readonly isDry: Readonly<Record<Side, boolean>>
}
