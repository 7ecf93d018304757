import { z } from 'zod'
import { addressFault } from '../language/address.ts'
import { headerFault, isHeaderValue, setHeaderFault } from '../language/header-fault.ts'
import { patternFault } from '../language/pattern-fault.ts'
import { isLinear, isRegularExpression } from '../language/regular-expression.ts'
import { parseSelector } from '../language/selector.ts'
import { PHASES } from '../plan.ts'
import type { RouteTable } from '../route-table.ts'
import { createMatcher } from './matcher.ts'
import { isGone } from './standing.ts'

const address = z.string().refine((text) => addressFault(text) === undefined, 'is no address')
const text = z.string().min(1)
const ms = z.int().min(1)

const upstream = z.object({
  name: text,
  addresses: z.array(address).min(1),
  health: text.nullable(),
  host: text,
  tls: z.object({ verify: z.boolean(), caFile: text.nullable() }),
  dryRun: z.boolean(),
})

const split = z.discriminatedUnion('by', [
  z.object({ by: z.literal('request') }),
  z.object({ by: z.literal('user'), key: z.object({ kind: z.enum(['cookie', 'header']), name: text }) }),
])

const edits = z.object({
  set: z.record(
    text.refine((name) => setHeaderFault(name) === undefined, 'is no header to write'),
    text.refine(isHeaderValue, 'is no value of a header'),
  ),
  remove: z.array(text.refine((name) => headerFault(name) === undefined, 'is no header to take away')),
})

const selector = text.refine((at) => parseSelector(at).ok, 'is no selector')
const rule = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['ignore', 'unordered']), at: selector }),
  z.object({
    kind: z.literal('replace'),
    at: selector,
    pattern: text.refine(
      (pattern) => isRegularExpression(pattern) && isLinear(pattern),
      'is no linear pattern',
    ),
    with: z.string(),
  }),
  z.object({
    kind: z.literal('tolerance'),
    at: selector,
    of: z.enum(['number', 'time']),
    within: z.number().positive(),
  }),
  z.object({ kind: z.literal('rename'), at: selector, to: text }),
  z.object({
    kind: z.literal('equate'),
    at: selector,
    values: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
])
const compare = z.object({
  sample: z.number().min(0).max(100),
  rules: z.array(rule),
  redact: z.array(selector),
})

/** Where a route stands, as it travels. */
export const standing = z.object({
  stage: z.enum(['legacy', 'shadow', 'ramp', 'live', 'retired']),
  weight: z.int().min(0).max(100),
})

const route = z.object({
  id: text,
  match: z.object({
    host: text.nullable(),
    path: z.string().refine((path) => patternFault(path) === undefined, 'is no path pattern'),
    methods: z.array(text).min(1).nullable(),
  }),
  deny: z.boolean(),
  legacy: text.nullable(),
  candidate: text.nullable(),
  phase: z.enum(PHASES),
  after: z.array(text),
  ramp: z.array(z.int()),
  split,
  timeouts: z.object({ connectMs: ms, responseMs: ms }),
  headers: z.object({ request: edits, response: edits }),
  compare,
  limits: z.object({ connections: z.int().min(1).nullable(), queueMs: ms }),
  retries: z.int().min(0),
  expose: z.boolean(),
  ...standing.shape,
})

const routeTable = z.object({
  plan: text,
  version: z.int().min(0),
  legacy: text.nullable(),
  upstreams: z.record(text, upstream),
  routes: z.array(route),
})

export type ParsedTable =
  { readonly ok: true; readonly table: RouteTable } | { readonly ok: false; readonly reason: string }

/**
 * Takes a table that travelled as JSON: the table, if every plane could serve it, else the first reason why not.
 * Keys that this version does not know are dropped. Never throws.
 */
export function parseTable(value: unknown): ParsedTable {
  const parsed = routeTable.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return {
      ok: false,
      reason: `${issue?.path.join('.') || 'the table'}: ${issue?.message ?? 'is malformed'}`,
    }
  }
  const reason = unservable(parsed.data)
  return reason === undefined ? { ok: true, table: parsed.data } : { ok: false, reason }
}

function unservable(table: RouteTable): string | undefined {
  const unknown = (name: string | null): boolean => name !== null && !Object.hasOwn(table.upstreams, name)
  const homeless = table.routes.find(({ legacy, candidate }) => unknown(legacy) || unknown(candidate))
  if (homeless) return `route "${homeless.id}": an upstream of it is not in the table`
  if (unknown(table.legacy)) return 'its legacy is not among its upstreams'
  const unanswered = unansweredShare(table)
  if (unanswered !== undefined) return unanswered
  if (new Set(table.routes.map(({ id }) => id)).size < table.routes.length)
    return 'two routes have the same id'
  try {
    createMatcher(table)
    return undefined
  } catch {
    return 'no route claims /*, so some requests would belong to none'
  }
}

/** What is wrong where a route stands where one of its sides is needed that it does not have. */
export function unansweredShare({ routes }: RouteTable): string | undefined {
  const unanswered = routes.find((route) => {
    const { deny, legacy, candidate, weight } = route
    return (
      !deny && !isGone(route) && ((legacy === null && weight < 100) || (candidate === null && weight > 0))
    )
  })
  return unanswered && `route "${unanswered.id}": nothing answers the share of a side that it does not have`
}
