import { createDecide, type Decide, type Route, type RouteTable, type Side } from '@strangler/migration-plan'
import { randomUUID } from 'node:crypto'
import type { Tally } from '../tally.ts'
import { createHeaderEdit, type HeaderEdit } from '../forwarding/header-edit.ts'
import type { AddressBook } from '../forwarding/address-book.ts'
import type { Address } from '../forwarding/address.ts'
import { createServedSide, type ServedSide } from './served-side.ts'

/** A route as it is served. */
export type ServedRoute = Readonly<Record<Side, ServedSide | null>> & {
  readonly route: Route
  /** What the plan changes in headers; null where it changes nothing. */
  readonly requestEdit: HeaderEdit | null
  readonly answerEdit: HeaderEdit | null
}

/** A table made ready to serve. A request takes one and never sees half a change. */
export interface Snapshot {
  readonly table: RouteTable
  readonly decide: Decide
  readonly served: ReadonlyMap<Route, ServedRoute>
  /** All that its routes may ask. */
  readonly addresses: ReadonlySet<Address>
}

export interface SnapshotParts {
  readonly book: AddressBook
  readonly tally: Tally
  readonly pinKey: string | null
}

/** @throws ProxyError ERR_PROXY_CA_FILE */
export function createSnapshot(table: RouteTable, { book, tally, pinKey }: SnapshotParts): Snapshot {
  const addresses = new Map<string, readonly Address[]>()
  const addressesOf = (name: string): readonly Address[] => {
    const upstream = table.upstreams[name]
    const found = addresses.get(name) ?? (upstream ? book.find(upstream) : [])
    addresses.set(name, found)
    return found
  }
  const sideOf = (route: Route, side: Side): ServedSide | null => {
    const upstream = route.deny ? null : route[side]
    return upstream === null
      ? null
      : createServedSide(route, upstream, addressesOf(upstream), tally.of(route.id).sides[side])
  }
  const served = new Map(
    table.routes.map((route) => [
      route,
      {
        route,
        legacy: sideOf(route, 'legacy'),
        candidate: sideOf(route, 'candidate'),
        requestEdit: createHeaderEdit(route.headers.request),
        answerEdit: createHeaderEdit(route.headers.response),
      },
    ]),
  )
  const decide = createDecide(table, {
    nextTurn: (route) => tally.of(route.id).turn++,
    isUp: (upstream) => addresses.get(upstream)?.some((address) => address.isUp()) ?? false,
    newUser: randomUUID,
    pins: pinKey === null ? null : { key: pinKey, now: () => Date.now() / 1000 },
  })
  return { table, decide, served, addresses: new Set([...addresses.values()].flat()) }
}
