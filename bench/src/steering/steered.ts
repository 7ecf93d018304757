import type { RouteTable } from '@strangler/migration-plan'

/** A plane that runs with a table and may be given others. */
export interface Steered {
  readonly url: string
  /** Resolves when the table is in effect everywhere, read back included. */
  apply(table: RouteTable): Promise<void>
  close(): Promise<void>
}
