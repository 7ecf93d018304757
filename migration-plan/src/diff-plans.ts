import type { Plan } from './plan.ts'
import { dataFields, planFields, routeFields, upstreamFields, type Fields } from './plan-fields.ts'

type Subject = 'plan' | 'upstream' | 'route' | 'data set'

/** One difference between two plans. */
export interface Change {
  readonly subject: Subject
  /** Name of the plan or upstream, id of the route or data set. */
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
  [/timeouts\.|\.(?:queue|bake|timeout|period)$/, ' ms'],
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
    ...memberChanges('data set', dataOf(older), dataOf(newer)),
  ]
}

function memberChanges(
  subject: Subject,
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

function wholeChange(subject: Subject, name: string, kind: 'added' | 'removed', fields: Fields): Change {
  const after =
    subject === 'route' && kind === 'removed' ? '; less specific routes or legacy get its requests' : ''
  return {
    subject,
    name,
    kind,
    field: null,
    from: kind === 'removed' ? fields : null,
    to: kind === 'added' ? fields : null,
    text: `${subject} "${name}" is ${kind} (${about(subject, fields)})${after}`,
  }
}

function about(subject: Subject, fields: Fields): string {
  const said = (field: string): string => words(field, fields[field])
  if (subject === 'upstream') return said('addresses')
  if (subject === 'data set') return `${said('tables')}, from ${said('from')} to ${said('to')}`
  const path = String(fields['match.path'])
  return fields['deny'] === true
    ? `${path}, denied`
    : `${path}, legacy ${said('legacy')}, candidate ${said('candidate')}`
}

function fieldChanges(subject: Subject, name: string, older: Fields, newer: Fields): readonly Change[] {
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

function dataOf({ data }: Plan): ReadonlyMap<string, Fields> {
  return new Map(data.map((set) => [set.id, dataFields(set)]))
}

function words(field: string, value: unknown): string {
  if (value === null || value === undefined) return field.startsWith('match.') ? 'every one' : 'none'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `[${value.join(', ')}]`
  if (typeof value === 'number') return `${value}${UNITS.find(([fields]) => fields.test(field))?.[1] ?? ''}`
  return typeof value === 'string' && /^(?:split|gates\.windows)$/.test(field) ? value : JSON.stringify(value)
}
