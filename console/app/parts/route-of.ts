import type { RouteStatus, Status } from '../api/answers-of-the-api.ts'

const indexes = new WeakMap<Status, ReadonlyMap<string, RouteStatus>>()

/** A route of a status by its id, found at once however many there are. */
export function routeOf(status: Status, id: string): RouteStatus | undefined {
  const known = indexes.get(status)
  if (known) return known.get(id)
  const index = new Map(status.routes.map((route) => [route.id, route]))
  indexes.set(status, index)
  return index.get(id)
}
