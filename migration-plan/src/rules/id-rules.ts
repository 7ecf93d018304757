import type { PlanDraft } from '../reading/draft.ts'
import { quote, type Fault } from '../fault.ts'
import { UNCLAIMED } from '../route-table.ts'

/** Each route has an id of its own, and none has the one that stands for what no route claims. */
export function routeIds({ routes }: PlanDraft): readonly Fault[] {
  const owners = new Map<string, number>()
  return routes.flatMap(({ id, at }): readonly Fault[] => {
    if (id === undefined) return []
    const path = ['routes', at, 'id']
    if (id === UNCLAIMED)
      return [
        { path, what: `the id "${UNCLAIMED}" stands for what no route claims`, remedy: 'choose another id' },
      ]
    const owner = owners.get(id)
    if (owner === undefined) {
      owners.set(id, at)
      return []
    }
    return [
      {
        path,
        what: `the id ${quote(id)} is that of route number ${owner + 1} already`,
        remedy: 'give each route an id of its own',
      },
    ]
  })
}
