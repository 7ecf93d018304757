import type { Side, Stage } from '@strangler/migration-plan'

/** Where a request is. */
export interface Place {
  readonly route: string
  readonly stage: Stage
  readonly side: Side
  /** Its name in the plan. */
  readonly upstream: string
  /** Empty where none was asked. */
  readonly address: string
}
