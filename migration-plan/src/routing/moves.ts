import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Route, RouteTable, Standing } from '../route-table.ts'
import { standing, unansweredShare, type ParsedTable } from './parse-table.ts'

/** What leads from a table to a later one that differs in standings only: little to send, however many the routes. */
export interface Moves {
  /** Version of the table that they start from. */
  readonly from: number
  /** Version of the table that they lead to. */
  readonly to: number
  /** By route, of those that stand elsewhere now. */
  readonly standings: Readonly<Record<string, Standing>>
}

const schema = z.object({
  from: z.int().min(0),
  to: z.int().min(0),
  standings: z.record(z.string(), standing),
})

/** Moves that travelled as JSON; null if they are none. */
export function parseMoves(value: unknown): Moves | null {
  return schema.safeParse(value).data ?? null
}

/** The moves from one table to the other; null where something else differs too, or the other is not the later one. */
export function movesBetween(before: RouteTable, after: RouteTable): Moves | null {
  const { routes, version: to, ...rest } = after
  const { routes: routesBefore, version: from, ...restBefore } = before
  if (to <= from || routes.length !== routesBefore.length || !isDeepStrictEqual(rest, restBefore)) return null
  const standings: Record<string, Standing> = {}
  for (const [at, route] of routes.entries()) {
    const was = routesBefore[at]
    if (was === undefined || !isDeepStrictEqual(unmoved(route), unmoved(was))) return null
    if (route.stage !== was.stage || route.weight !== was.weight)
      standings[route.id] = { stage: route.stage, weight: route.weight }
  }
  return { from, to, standings }
}

function unmoved(route: Route): Route {
  return { ...route, stage: 'legacy', weight: 0 }
}

/** Where moves lead from a table, if every plane could serve that; else the first reason why not. */
export function moveTable(table: RouteTable, { from, to, standings }: Moves): ParsedTable {
  if (table.version !== from || to <= from)
    return { ok: false, reason: `moves from version ${from} to ${to} do not fit version ${table.version}` }
  const known = new Set(table.routes.map(({ id }) => id))
  const stranger = Object.keys(standings).find((id) => !known.has(id))
  if (stranger !== undefined) return { ok: false, reason: `route "${stranger}": the table has no such route` }
  const routes = table.routes.map((route) =>
    Object.hasOwn(standings, route.id) ? { ...route, ...standings[route.id] } : route,
  )
  const moved = { ...table, version: to, routes }
  const reason = unansweredShare(moved)
  return reason === undefined ? { ok: true, table: moved } : { ok: false, reason }
}
