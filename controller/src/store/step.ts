import type { Stage } from '@strangler/migration-plan'
import type { Action } from './actions.ts'

export type { Action }

/** Stands in the place of a route in lines that concern all of them. */
export const EVERY_ROUTE = '*'

/** One line of the audit. */
export interface Step {
  /** A UUID made with the step, so that recording it twice records it once. */
  readonly id: string
  readonly at: Date
  readonly action: Action
  readonly who: string
  readonly why: string | null
  readonly route: string
  readonly from: number
  readonly to: number
  /** Null in lines of before stages were written down, and where a line concerns every route. */
  readonly fromStage: Stage | null
  readonly toStage: Stage | null
  readonly version: number
  /** What the step rests on, as JSON. */
  readonly evidence: string | null
}

/** As it is written down: bound to all lines before it. */
export interface ChainedStep extends Step {
  /** Null in lines of before there was a chain. */
  readonly hash: string | null
}
