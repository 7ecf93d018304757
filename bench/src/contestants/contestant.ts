import type { Mode } from '../modes.ts'
import type { Command } from '../processes.ts'
import type { Upstream } from '../upstream.ts'

/** Where a contestant runs. */
export interface Place {
  /** A folder of its own; it is removed afterwards. */
  readonly folder: string
  readonly port: number
  readonly upstreams: Upstream['ports']
}

/** Something that stands between load and upstream. */
export interface Contestant {
  /** Name of its file. */
  readonly name: string
  readonly about: string
  /** Whether it is another proxy that runs on Node: one of the peers that ours is compared with. */
  readonly peer: boolean
  readonly modes: readonly Mode[]
  /** Routes that pages are spread over; large bodies ask the first one. */
  readonly routes: number
  /** Why it cannot run here; null: it can. */
  readonly missing?: () => string | null
  /** Writes what it needs, and tells how it is started; null: the upstream itself is asked. */
  prepare(place: Place): Promise<Command | null>
}
