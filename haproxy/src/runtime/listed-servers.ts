import type { Side } from '@strangler/migration-plan'
import { isRoute } from '../layout.ts'
import { sideOf } from '../servers.ts'
import { columnsOf } from './columns.ts'

/** A server of a route in HAProxy's own words (management guide, 9.1). */
export interface ListedServer {
  readonly route: string
  readonly name: string
  /** Null for the strangler-proxy, which is of both sides. */
  readonly side: Side | null
  /** Such as `UP`, `DOWN`, `MAINT`, `DRAIN`, `no check`. */
  readonly status: string
  readonly weight: number
  /** Requests under way, and those that wait for a place. */
  readonly sessions: number
  readonly queue: number
  /** What the last check of its health said, such as `L7OK`; null where nobody checks it. */
  readonly check: string | null
  /** Since how many seconds it is in that state; null where that is not told. */
  readonly sinceSeconds: number | null
}

/** Servers alone, in numbers. */
export const SHOW_SERVERS = 'show stat -1 4 -1'

const COLUMNS = [
  'pxname',
  'svname',
  'status',
  'weight',
  'scur',
  'qcur',
  'lastchg',
  'tracked',
  'check_status',
] as const

/** The servers of every route, by the answer to SHOW_SERVERS. */
export function listedServers(text: string): readonly ListedServer[] {
  const rows = columnsOf(text, ',', COLUMNS).filter(({ svname }) => svname !== '')
  // Servers of routes are checked by way of their upstream, once for all.
  const checks = new Map(rows.map((row) => [`${row.pxname}/${row.svname}`, row.check_status]))
  return rows
    .filter(({ pxname }) => isRoute(pxname))
    .map(({ pxname, svname, status, weight, scur, qcur, lastchg, tracked, check_status: own }) => ({
      route: pxname,
      name: svname,
      side: sideOf(svname),
      status,
      weight: Number(weight),
      sessions: Number(scur),
      queue: Number(qcur),
      check: (own === '' ? checks.get(tracked) : own) ?? null,
      sinceSeconds: lastchg === '' ? null : Number(lastchg),
    }))
}
