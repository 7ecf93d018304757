import { isGone, sampleOf, type Route, type RouteTable, type Upstream } from '@strangler/migration-plan'
import type { BackendRef } from './http-route.ts'
import { BY_PROXY } from './names.ts'
import type { GatewayOptions } from './options.ts'
import { servicesOf } from './service-of.ts'

/** Who answers a route behind the Gateway, and what its annotation says of that. */
export interface Backends {
  readonly refs: readonly BackendRef[]
  readonly legacy: string
}

/** Whether requests are shared out by the cohort of users right now, which no Gateway computes. */
export function needsCohorts({ legacy, candidate, split, weight }: Route): boolean {
  return legacy !== null && candidate !== null && split.by === 'user' && weight > 0 && weight < 100
}

/** The backends of a rule, in such weights that the candidate answers its percentage exactly. */
export function backendsOf(route: Route, table: RouteTable, { proxy }: GatewayOptions): Backends {
  const isProxys = route.deny || isGone(route) || needsCohorts(route) || sampleOf(route) > 0
  if (isProxys && proxy !== undefined) return { refs: [{ ...proxy, weight: 100 }], legacy: BY_PROXY }
  if (route.deny || isGone(route)) return { refs: [], legacy: '0' }
  const legacy = refsOf(route.legacy, table)
  const candidate = refsOf(route.candidate, table)
  const share = (refs: readonly BackendRef[], percent: number, others: number): readonly BackendRef[] =>
    refs.map((ref) => ({ ...ref, weight: percent * Math.max(others, 1) }))
  return {
    refs: [
      ...share(legacy, 100 - route.weight, candidate.length),
      ...share(candidate, route.weight, legacy.length),
    ],
    legacy: String(legacy.length),
  }
}

export function refsOf(name: string | null, { upstreams }: RouteTable): readonly BackendRef[] {
  const upstream = name === null ? undefined : upstreams[name]
  return upstream === undefined ? [] : servicesOf(upstream).map((ref) => ({ ...ref, ...rewriteOf(upstream) }))
}

function rewriteOf({ host }: Upstream): Pick<BackendRef, 'filters'> {
  return host === 'keep' ? {} : { filters: [{ type: 'URLRewrite', urlRewrite: { hostname: host } }] }
}
