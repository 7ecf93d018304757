import type { Moves, RouteTable } from '@strangler/migration-plan'
import type { Share } from '../proxy.ts'
import type { Reading } from '../reading.ts'
import type { Learned } from '../shadowing/shadowing.ts'

/** What the primary asks of a worker; `start` comes first. */
export type Order =
  | { readonly kind: 'start'; readonly share: Share; readonly table: RouteTable | null }
  | { readonly kind: 'apply'; readonly table: RouteTable }
  /** Refused by who serves another table than that from which these start. */
  | { readonly kind: 'move'; readonly moves: Moves }
  | { readonly kind: 'read' }
  | { readonly kind: 'measure' }
  | { readonly kind: 'learn' }

/** What a worker answers, by kind of order. */
export interface Answers {
  /** The port where it listens. */
  readonly start: number
  readonly apply: null
  readonly move: null
  readonly read: Reading
  /** Metrics of the process. */
  readonly measure: readonly object[]
  /** What it learned by comparing since it was last asked. */
  readonly learn: Learned
}

/** An order as it travels, with a number that its answer bears too. */
export interface Letter {
  readonly id: number
  readonly order: Order
}

export type Reply =
  | { readonly id: number; readonly answer: Answers[Order['kind']] }
  | { readonly id: number; readonly fault: string }

/** Number of the reply that a worker sends unasked, once it takes orders. */
export const READY_ID = 0
