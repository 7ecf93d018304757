import type { z } from 'zod'
import { isMapping, valueAt } from '../fault.ts'
import { dataFile, type DataFile } from '../language/data-schema.ts'
import { withDefaults, type WholePolicy } from '../language/policy.ts'
import { policyFile, routeFile, type MatchFile, type PolicyFile } from '../language/route-schema.ts'

/** What can be read of a plan, however faulty the rest is: so that all its problems are told at once. */
export interface PlanDraft {
  readonly legacy: string | undefined
  /** All of them, well written or not. */
  readonly upstreams: readonly UpstreamDraft[]
  readonly defaults: PolicyFile
  readonly routes: readonly RouteDraft[]
  readonly data: readonly DataDraft[]
}

export interface UpstreamDraft {
  readonly name: string
  /** What it writes for its addresses, by the key it is written under. */
  readonly addresses: ReadonlyMap<'url' | 'urls', unknown>
  /** Whether it is a mapping at all. */
  readonly sound: boolean
}

export interface RouteDraft {
  /** Its place in the list of routes. */
  readonly at: number
  /** Whether all of it can be read: only then does it mean something that a field is not there. */
  readonly sound: boolean
  readonly id: string | undefined
  readonly match: MatchFile | undefined
  readonly own: PolicyFile
  /** With the plan's defaults. */
  readonly policy: WholePolicy
}

export interface DataDraft {
  /** Its place in the list of data sets. */
  readonly at: number
  readonly own: Partial<DataFile>
}

export function readDraft(data: unknown): PlanDraft {
  const legacy = valueAt(data, ['legacy'])
  const upstreams = valueAt(data, ['upstreams'])
  const routes = valueAt(data, ['routes'])
  const sets = valueAt(data, ['data'])
  const defaults = readableFields(policyFile.shape, valueAt(data, ['defaults']))
  return {
    legacy: typeof legacy === 'string' ? legacy : undefined,
    upstreams: isMapping(upstreams) ? Object.entries(upstreams).map(readUpstream) : [],
    defaults,
    routes: Array.isArray(routes) ? routes.map((route, at) => readRoute(route, at, defaults)) : [],
    data: Array.isArray(sets)
      ? sets.map((set, at) => ({ at, own: readableFields(dataFile.shape, set) }))
      : [],
  }
}

function readUpstream([name, data]: [string, unknown]): UpstreamDraft {
  const keys = ['url', 'urls'] as const
  const written = isMapping(data) ? keys.filter((key) => Object.hasOwn(data, key)) : []
  return {
    name,
    addresses: new Map(written.map((key) => [key, valueAt(data, [key])])),
    sound: isMapping(data),
  }
}

function readRoute(data: unknown, at: number, defaults: PolicyFile): RouteDraft {
  const whole = routeFile.safeParse(data)
  const { id, match, ...own } = whole.success ? whole.data : readableFields(routeFile.shape, data)
  return { at, sound: whole.success, id, match, own, policy: withDefaults(defaults, own, id) }
}

type Fields<Shape extends z.ZodRawShape> = { -readonly [Key in keyof Shape]?: z.infer<Shape[Key]> }

function readableFields<Shape extends z.ZodRawShape>(shape: Shape, data: unknown): Fields<Shape> {
  const readable = Object.entries(shape).flatMap(([key, field]) => {
    const parsed = (field as z.ZodType).safeParse(valueAt(data, [key]))
    return parsed.success && parsed.data !== undefined ? [[key, parsed.data] as const] : []
  })
  return Object.fromEntries(readable) as Fields<Shape>
}
