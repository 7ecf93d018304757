import type { Side } from '@strangler/migration-plan'
import { isRoute } from '../layout.ts'
import { sideOf } from '../servers.ts'
import { columnsOf } from './columns.ts'

/** What HAProxy counted for one side of a route since its worker began. */
export interface SideTraffic {
  readonly requests: number
  readonly errors5xx: number
  readonly inFlight: number
  /** Mean time to an answer over the last 1,024 requests, in whole milliseconds (rtime); null where none was answered. */
  readonly meanMs: number | null
}

export type RouteTraffic = Readonly<Record<Side, SideTraffic>>

/** Backends and servers, in numbers. */
export const SHOW_TRAFFIC = 'show stat -1 6 -1'

const ANSWERED = ['hrsp_2xx', 'hrsp_3xx', 'hrsp_4xx', 'hrsp_5xx', 'hrsp_other'] as const
const FAILED = ['econ', 'eresp'] as const
const COLUMNS = ['pxname', 'svname', 'scur', 'rtime', ...ANSWERED, ...FAILED] as const

type Row = Readonly<Record<(typeof COLUMNS)[number], string>>

/** The traffic of every route, also of those without servers, by the answer to SHOW_TRAFFIC. */
export function trafficOf(text: string): ReadonlyMap<string, RouteTraffic> {
  const rows = columnsOf(text, ',', COLUMNS).filter(({ pxname }) => isRoute(pxname))
  const routes = Map.groupBy(rows, ({ pxname }) => pxname)
  return new Map(
    [...routes].map(([route, all]) => {
      const servers = all.filter(({ svname }) => svname !== 'BACKEND')
      const side = (name: Side): SideTraffic => sum(servers.filter(({ svname }) => sideOf(svname) === name))
      return [route, { legacy: side('legacy'), candidate: side('candidate') }]
    }),
  )
}

/**
 * Requests are answers, and attempts that ended without one: HAProxy answers these with 502, 503 or 504 itself,
 * unless another attempt went well.
 */
function sum(rows: readonly Row[]): SideTraffic {
  const total = (names: readonly (keyof Row)[]): number =>
    rows.reduce((before, row) => before + totalOf(row, names), 0)
  const answered = total(ANSWERED)
  const spent = rows.reduce((before, row) => before + Number(row.rtime) * totalOf(row, ANSWERED), 0)
  return {
    meanMs: answered === 0 ? null : spent / answered,
    requests: total([...ANSWERED, ...FAILED]),
    errors5xx: total(['hrsp_5xx', ...FAILED]),
    inFlight: total(['scur']),
  }
}

function totalOf(row: Row, names: readonly (keyof Row)[]): number {
  return names.reduce((count, name) => count + Number(row[name]), 0)
}
