import type { Route, RouteTable } from '../route-table.ts'

/** The routes that are to be live before this one moves, and are not. */
export function earlierRoutes({ after }: Pick<Route, 'after'>, { routes }: RouteTable): readonly Route[] {
  return routes.filter(({ id, stage }) => after.includes(id) && stage !== 'live' && stage !== 'retired')
}
