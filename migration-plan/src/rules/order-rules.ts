import { chooseOneOf } from '../reading/did-you-mean.ts'
import type { PlanDraft, RouteDraft } from '../reading/draft.ts'
import { quote, type Fault, type Path } from '../fault.ts'
import { UNCLAIMED } from '../route-table.ts'
import { NONE } from '../language/none.ts'

type CheckAwaited = (after: readonly string[] | undefined, path: Path) => readonly Fault[]

/** Makes the check of a list of routes to wait for: each exists, can go live and is named once. */
export function awaited({ routes }: PlanDraft): CheckAwaited {
  const ids = [...new Set(routes.flatMap(({ id }) => (id === undefined || id === UNCLAIMED ? [] : [id])))]
  const byId = new Map(routes.map((route) => [route.id, route]))
  return (after = [], path) => {
    const seen = new Set<string>()
    return after.flatMap((id, index) => {
      const reason = whyNotAwaited(id, byId.get(id), seen.has(id))
      seen.add(id)
      return reason === undefined
        ? []
        : [
            {
              path: [...path, index],
              what: reason,
              remedy: byId.has(id) ? 'remove it' : chooseOneOf(id, ids),
            },
          ]
    })
  }
}

/** Whatever a route waits for exists and can go live, and it is one that can wait. */
export function predecessors(draft: PlanDraft): readonly Fault[] {
  const { defaults, routes } = draft
  const check = awaited(draft)
  return [
    ...check(defaults.after, ['defaults', 'after']),
    ...routes.flatMap(({ at, own }) => check(own.after, ['routes', at, 'after'])),
    ...routes.flatMap((route) => waitingInVain(route)),
  ]
}

function whyNotAwaited(id: string, route: RouteDraft | undefined, twice: boolean): string | undefined {
  if (!route) return `route ${quote(id)} is not defined`
  if (twice) return `route ${quote(id)} is named twice`
  if (!route.sound) return undefined
  if (route.policy.deny === true) return `route ${quote(id)} is denied and never goes live`
  if ((route.policy.candidate ?? NONE) === NONE)
    return `route ${quote(id)} has no candidate and never goes live`
  return undefined
}

function waitingInVain({ at, own, policy }: RouteDraft): readonly Fault[] {
  if ((own.after ?? []).length === 0) return []
  const path = ['routes', at, 'after']
  if (policy.deny === true)
    return [{ path, what: 'a denied route never moves, so it waits for nothing', remedy: 'remove after' }]
  return policy.legacy === NONE
    ? [
        {
          path,
          what: 'a route without legacy is live at once, so it waits for nothing',
          remedy: 'remove after',
        },
      ]
    : []
}

/** No route waits, through others, for itself. Each cycle is told once. */
export function cycles({ routes }: PlanDraft): readonly Fault[] {
  const byId = new Map(
    routes.flatMap((route) => (route.id === undefined ? [] : [[route.id, route] as const])),
  )
  const done = new Set<string>()
  return [...byId.keys()].flatMap((id) => cyclesFrom(id, byId, done))
}

/** Depth first without recursion: chains may be as long as the plan. `done` grows by all that was visited. */
function cyclesFrom(
  start: string,
  byId: ReadonlyMap<string, RouteDraft>,
  done: Set<string>,
): readonly Fault[] {
  const faults: Fault[] = []
  const trail: { readonly id: string; readonly after: Iterator<string, undefined> }[] = []
  const depths = new Map<string, number>()
  const enter = (id: string): void => {
    depths.set(id, trail.length)
    trail.push({ id, after: new Set(byId.get(id)?.policy.after).values() })
  }
  if (!done.has(start)) enter(start)
  for (let top = trail.at(-1); top; top = trail.at(-1)) {
    const id = top.after.next().value
    if (id === undefined) {
      done.add(top.id)
      depths.delete(top.id)
      trail.pop()
      continue
    }
    const depth = depths.get(id)
    if (depth !== undefined)
      faults.push(
        cycleFault(
          byId.get(top.id),
          trail.slice(depth).map((step) => step.id),
        ),
      )
    else if (!done.has(id) && byId.has(id)) enter(id)
  }
  return faults
}

function cycleFault(last: RouteDraft | undefined, ids: readonly string[]): Fault {
  const [first = ''] = ids
  const shown = ids.length > 8 ? [...ids.slice(0, 4), '…', ...ids.slice(-3)] : ids
  const index = last?.own.after?.indexOf(first) ?? -1
  return {
    path: index === -1 ? ['defaults', 'after'] : ['routes', last?.at ?? 0, 'after', index],
    what:
      ids.length === 1
        ? `route ${quote(first)} waits for itself`
        : `a cycle: ${shown.join(' waits for ')} waits for ${first}`,
    remedy: 'remove one of these from after',
  }
}
