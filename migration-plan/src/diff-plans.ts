import type { Plan } from './plan.ts'
import { planFields, routeFields, upstreamFields, type Fields } from './plan-fields.ts'

/** One difference between two plans. */
export interface Change {
  readonly subject: 'plan' | 'upstream' | 'route'
  /** Name of the plan or upstream, id of the route. */
  readonly name: string
  readonly kind: 'added' | 'removed' | 'changed'
  /** As the plan writes it, such as `timeouts.connect`; null where the whole was added or removed. */
  readonly field: string | null
  readonly from: unknown
  readonly to: unknown
  /** The change in words. */
  readonly text: string
}

const UNITS = [
  [/timeouts\.|\.(?:queue|bake|timeout)$/, ' ms'],
  [/\.(?:sample|mismatch|errors)$/, '%'],
  [/\.latencyP95$/, 'x'],
] as const

/**
 * What changes when `newer` takes the place of `older`. The order of routes and of lists that are sets (methods,
 * after, addresses) means nothing, so moving something around is no change.
 */
export function diffPlans(older: Plan, newer: Plan): readonly Change[] {
  return [
    ...fieldChanges('plan', newer.name, planFields(older), planFields(newer)),
    ...memberChanges('upstream', upstreamsOf(older), upstreamsOf(newer)),
    ...memberChanges('route', routesOf(older), routesOf(newer)),
  ]
}

function memberChanges(
  subject: 'upstream' | 'route',
  older: ReadonlyMap<string, Fields>,
  newer: ReadonlyMap<string, Fields>,
): readonly Change[] {
  const changes: Change[] = []
  for (const [name, from] of older) {
    const to = newer.get(name)
    if (to) changes.push(...fieldChanges(subject, name, from, to))
    else changes.push(wholeChange(subject, name, 'removed', from))
  }
  for (const [name, to] of newer) if (!older.has(name)) changes.push(wholeChange(subject, name, 'added', to))
  return changes
}

function wholeChange(
  subject: 'upstream' | 'route',
  name: string,
  kind: 'added' | 'removed',
  fields: Fields,
): Change {
  const about =
    subject === 'upstream'
      ? words('addresses', fields['addresses'])
      : fields['deny'] === true
        ? `${String(fields['match.path'])}, denied`
        : `${String(fields['match.path'])}, legacy ${words('legacy', fields['legacy'])}, candidate ${words('candidate', fields['candidate'])}`
  const after =
    subject === 'route' && kind === 'removed' ? '; less specific routes or legacy get its requests' : ''
  return {
    subject,
    name,
    kind,
    field: null,
    from: kind === 'removed' ? fields : null,
    to: kind === 'added' ? fields : null,
    text: `${subject} "${name}" is ${kind} (${about})${after}`,
  }
}

function fieldChanges(
  subject: Change['subject'],
  name: string,
  older: Fields,
  newer: Fields,
): readonly Change[] {
  return Object.entries(newer).flatMap(([field, to]) => {
    const from = older[field]
    if (JSON.stringify(from) === JSON.stringify(to)) return []
    const text = `${subject} "${name}": ${field} changes from ${words(field, from)} to ${words(field, to)}`
    return [{ subject, name, kind: 'changed' as const, field, from, to, text }]
  })
}

function upstreamsOf({ upstreams }: Plan): ReadonlyMap<string, Fields> {
  return new Map(Object.values(upstreams).map((upstream) => [upstream.name, upstreamFields(upstream)]))
}

function routesOf({ routes }: Plan): ReadonlyMap<string, Fields> {
  return new Map(routes.map((route) => [route.id, routeFields(route)]))
}

function words(field: string, value: unknown): string {
  if (value === null || value === undefined) return field.startsWith('match.') ? 'every one' : 'none'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `[${value.join(', ')}]`
  if (typeof value === 'number') return `${value}${UNITS.find(([fields]) => fields.test(field))?.[1] ?? ''}`
  return typeof value === 'string' && /^(?:split|gates\.windows)$/.test(field) ? value : JSON.stringify(value)
}
