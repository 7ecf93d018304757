import { randomUUID } from 'node:crypto'
import { createDecide, type Decide, type Route, type RouteTable, type Side } from '@strangler/migration-plan'
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
}

/** @throws ProxyError ERR_PROXY_CA_FILE */
export function createSnapshot(table: RouteTable, { book, tally, pinnedTo }: SnapshotContext): Snapshot {
  const found = new Map<string, readonly Address[]>()
  const addressesOf = (name: string): readonly Address[] => {
    const upstream = table.upstreams[name]
    const addresses = found.get(name) ?? (upstream ? book.find(upstream) : [])
    found.set(name, addresses)
    return addresses
  }
  const served = new Map(
    table.routes.map((route) => [route, servedRoute(route, addressesOf, tally)] as const),
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
  addressesOf: (upstream: string) => readonly Address[],
  tally: Tally,
): ServedRoute {
  const { sides, places } = tally.of(route.id)
  const sideOf = (side: Side): ServedSide | null => {
    const upstream = route.deny ? null : route[side]
    if (upstream === null) return null
    return createServedSide(route, upstream, addressesOf(upstream), { counts: sides[side], places })
  }
  return {
    route,
    legacy: sideOf('legacy'),
    candidate: sideOf('candidate'),
    requestEdits: createEdits(route.headers.request),
    answerEdits: createEdits(route.headers.response),
    places: route.limits.connections === null ? null : places,
  }
}
