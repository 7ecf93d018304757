import { verifyPin, type RouteTable } from '@strangler/migration-plan'
import type { OnHealth } from './forwarding/address.ts'
import { createAddressBook } from './forwarding/address-book.ts'
import type { OnFault } from './forwarding/outcome.ts'
import { createPipeline, type Pipeline } from './pipeline.ts'
import { createSnapshot, type Snapshot } from './routing/snapshot.ts'
import { createTally, type Tally } from './tally.ts'

/** The data plane of one process: a table, the connections behind it, and what was counted. */
export interface Proxy {
  readonly pipeline: Pipeline
  readonly tally: Tally
  readonly table: () => RouteTable | null
  /** Serves another table from the next request on. Throws ProxyError and changes nothing where it cannot be served. */
  readonly apply: (table: RouteTable) => void
  readonly close: () => Promise<void>
}

export interface ProxyOptions {
  readonly onFault: OnFault
  readonly onHealth: OnHealth
  /** What pins are signed with; undefined honours none. */
  readonly pinKey?: string | undefined
}

export function createProxy({ onFault, onHealth, pinKey }: ProxyOptions): Proxy {
  const pinnedTo =
    pinKey === undefined ? undefined : (pin: string) => verifyPin(pinKey, pin, Date.now() / 1000)
  const book = createAddressBook(onHealth)
  const tally = createTally()
  let current: Snapshot | null = null
  return {
    pipeline: createPipeline({ current: () => current, tally, onFault }),
    tally,
    table: () => current?.table ?? null,
    apply(table) {
      current = createSnapshot(table, { book, tally, pinnedTo })
      book.keepOnly(current.addresses)
      tally.keepOnly(new Set(table.routes.map(({ id }) => id)))
    },
    close: () => book.close(),
  }
}
