import { COMPARE_HEADER, verifyPin, type RouteTable } from '@strangler/migration-plan'
import type { OnHealth } from './forwarding/address.ts'
import { createAddressBook } from './forwarding/address-book.ts'
import type { OnFault, OnServed } from './forwarding/outcome.ts'
import { clientOf } from './forwarding/request-headers.ts'
import { createTrustedPeers } from './forwarding/trusted-peers.ts'
import { createPipeline, type Pipeline } from './pipeline.ts'
import { createSnapshot, type Snapshot } from './routing/snapshot.ts'
import { createShadowing, type Shadowing } from './shadowing/shadowing.ts'
import { readTally, type Reading } from './reading.ts'
import { createTally, type Tally } from './tally.ts'

/** The data plane of one process: a table, the connections behind it, and what was counted. */
export interface Proxy {
  readonly pipeline: Pipeline
  readonly tally: Tally
  /** What was counted, and which sides are up right now. */
  readonly read: () => Reading
  readonly shadowing: Shadowing
  readonly table: () => RouteTable | null
  /** Serves another table from the next request on. Throws ProxyError and changes nothing where it cannot be served. */
  readonly apply: (table: RouteTable) => void
  readonly close: () => Promise<void>
}

/** Which of so many processes that share the requests this is. */
export interface Share {
  readonly index: number
  readonly workers: number
}

export interface ProxyOptions {
  readonly onFault: OnFault
  /** Default: nobody is told. */
  readonly onServed?: OnServed | null
  readonly onHealth: OnHealth
  /** What pins are signed with; undefined honours none. */
  readonly pinKey?: string | undefined
  /** Addresses and CIDRs of peers whose X-Forwarded-* and the like go on as they came. Default: none. */
  readonly trustedPeers?: readonly string[]
  /** What shadows of writes are signed with; undefined shadows none. */
  readonly shadowKey?: string | undefined
  readonly onShadowingFault?: (error: Error) => void
  /** Default: the only one. */
  readonly share?: Share
}

const ALONE: Share = { index: 0, workers: 1 }

/** @throws TypeError where a trusted peer is neither an address nor a CIDR. */
export function createProxy(options: ProxyOptions): Proxy {
  const { onFault, onServed = null, onHealth, pinKey, trustedPeers = [], share = ALONE } = options
  const isTrusted = createTrustedPeers(trustedPeers)
  const pinnedTo =
    pinKey === undefined ? undefined : (pin: string) => verifyPin(pinKey, pin, Date.now() / 1000)
  const book = createAddressBook(onHealth)
  const tally = createTally(Math.floor((share.index * 100) / share.workers))
  const shadowing = createShadowing({
    key: options.shadowKey,
    isChosen: (req) => req.headers[COMPARE_HEADER.toLowerCase()] !== undefined && isTrusted(clientOf(req)),
    onFault: options.onShadowingFault ?? (() => undefined),
  })
  let current: Snapshot | null = null
  return {
    pipeline: createPipeline({ current: () => current, tally, onFault, onServed, isTrusted, shadowing }),
    tally,
    read() {
      noteHealth(current, tally)
      return readTally(tally)
    },
    shadowing,
    table: () => current?.table ?? null,
    apply(table) {
      current = createSnapshot(table, { book, tally, pinnedTo, workers: share.workers })
      book.keepOnly(current.addresses)
      tally.keepOnly(new Set(table.routes.map(({ id }) => id)))
      shadowing.follow(table)
    },
    async close() {
      await Promise.all([book.close(), shadowing.close()])
    },
  }
}

function noteHealth(snapshot: Snapshot | null, tally: Tally): void {
  for (const [{ id }, { legacy, candidate }] of snapshot?.served ?? []) {
    const { sides } = tally.of(id)
    sides.legacy.isUp = legacy?.isUp() ?? true
    sides.candidate.isUp = candidate?.isUp() ?? true
  }
}
