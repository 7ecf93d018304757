import type { Order } from '../api/ask.ts'

/** Something that an operator may do: what a button says, and what happens. */
export interface Action {
  /** The same for the same button. */
  readonly key: string
  /** On the button. */
  readonly label: string
  /** What will happen, exactly, a sentence each. */
  readonly consequences: readonly string[]
  /** On the button that does it. */
  readonly verb: string
  /** Whether there is no way back, or users feel it. */
  readonly isGrave: boolean
  readonly needsReason: boolean
  /** Why it cannot be done now; null where it can. */
  readonly hindrance: string | null
  readonly order: (reason: string) => Order
  /** What to offer where gates refuse it. */
  readonly forced?: Action
}
