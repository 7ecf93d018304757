import type { RouteTable, Side } from '@strangler/migration-plan'
import type { Asked, Outcome } from '../case.ts'

/** Something that serves tables, as the suite meets it. */
export interface Plane {
  readonly name: string
  /** Serves the table from the moment that this resolves. */
  serve(table: RouteTable): Promise<void>
  ask(asked: Asked): Promise<Outcome>
  close(): Promise<void>
}

/** A plane that listens: what only sockets can show is asked of these. */
export interface ListeningPlane extends Plane {
  readonly port: number
  /** The process that all its others are below of. */
  readonly pid: number
  /** What it counted since it began, by route. */
  traffic(): Promise<Readonly<Record<string, Readonly<Record<Side, { readonly errors5xx: number }>>>>>
}
