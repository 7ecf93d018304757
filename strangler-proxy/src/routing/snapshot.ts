import { randomUUID } from 'node:crypto'
import {
  createDecide,
  sampleOf,
  type Decide,
  type Route,
  type RouteTable,
  type Side,
} from '@strangler/migration-plan'
import type { AddressBook } from '../forwarding/address-book.ts'
import type { Address } from '../forwarding/address.ts'
import type { Tally } from '../tally.ts'
import { createEdits } from './edits.ts'
import type { ServedRoute } from './served-route.ts'
import { createServedSide, type ServedSide } from './served-side.ts'

/** A table made ready to serve. A request takes one and never sees half a change. */
export interface Snapshot {
  readonly table: RouteTable
  readonly decide: Decide
  readonly served: ReadonlyMap<Route, ServedRoute>
  /** All that its routes may ask. */
  readonly addresses: ReadonlySet<Address>
}

export interface SnapshotContext {
  readonly book: AddressBook
  readonly tally: Tally
  /** The side that a pin grants now; undefined honours none. */
  readonly pinnedTo: ((pin: string) => Side | null) | undefined
  /** Processes that share the limits of routes. */
  readonly workers: number
}

/** @throws ProxyError ERR_PROXY_CA_FILE */
export function createSnapshot(table: RouteTable, context: SnapshotContext): Snapshot {
  const { book, tally, pinnedTo } = context
  const found = new Map<string, readonly Address[]>()
  const addressesOf = (name: string): readonly Address[] => {
    const upstream = table.upstreams[name]
    const addresses = found.get(name) ?? (upstream ? book.find(upstream) : [])
    found.set(name, addresses)
    return addresses
  }
  const served = new Map(
    table.routes.map((route) => [route, servedRoute(route, table, addressesOf, context)] as const),
  )
  const decide = createDecide(table, {
    nextTurn: (route) => tally.of(route.id).turn++,
    isUp: (upstream) => found.get(upstream)?.some((address) => address.isUp()) ?? false,
    newUser: randomUUID,
    ...(pinnedTo === undefined ? {} : { pinnedTo }),
  })
  return { table, decide, served, addresses: new Set([...found.values()].flat()) }
}

function servedRoute(
  route: Route,
  { upstreams }: RouteTable,
  addressesOf: (upstream: string) => readonly Address[],
  { tally, workers }: SnapshotContext,
): ServedRoute {
  const { sides, places } = tally.of(route.id)
  const { limits } = route
  const isDry = (side: Side): boolean => upstreams[route[side] ?? '']?.dryRun === true
  const sideOf = (side: Side): ServedSide | null => {
    const upstream = route.deny ? null : route[side]
    if (upstream === null) return null
    const most =
      limits.connections === null ? Infinity : Math.max(1, Math.floor(limits.connections / workers))
    return createServedSide(route, upstream, addressesOf(upstream), { counts: sides[side], places, most })
  }
  return {
    route,
    legacy: sideOf('legacy'),
    candidate: sideOf('candidate'),
    requestEdits: createEdits(route.headers.request),
    answerEdits: createEdits(route.headers.response),
    places: limits.connections === null ? null : places,
    sample: sampleOf(route),
    isDry: { legacy: isDry('legacy'), candidate: isDry('candidate') },
  }
}
