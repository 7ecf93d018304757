import {
  COMPARE_HEADER,
  isGone,
  sampleOf,
  SHADOW_HEADER,
  type HeaderEdits,
  type Route,
  type RouteTable,
} from '@strangler/migration-plan'
import { refsOf } from './backends.ts'
import type { Filter } from './http-route.ts'
import type { GatewayOptions } from './options.ts'

// SECURITY: upstreams and the strangler-proxy believe these.
const OURS = [SHADOW_HEADER, COMPARE_HEADER]

/** What a rule does to every message; the strangler-proxy makes the plan's changes where it answers. */
export function filtersOf(route: Route, isProxys: boolean): readonly Filter[] {
  const { request, response } = route.headers
  const ours = { set: request.set, remove: [...request.remove, ...OURS] }
  if (isProxys) return [requestFilter({ set: {}, remove: OURS })]
  const exposed = route.expose && !route.deny && !isGone(route)
  const told = exposed ? { 'x-strangler-route': route.id, 'x-strangler-stage': route.stage } : {}
  const answered = { set: { ...response.set, ...told }, remove: response.remove }
  const isChanged = Object.keys(answered.set).length + answered.remove.length > 0
  return [
    requestFilter(ours),
    ...(isChanged
      ? [{ type: 'ResponseHeaderModifier' as const, responseHeaderModifier: modifier(answered) }]
      : []),
  ]
}

/** Whether safe requests are mirrored to the candidate: its answers are let go, since nobody is there to compare. */
export function isMirrored(route: Route, { proxy }: GatewayOptions): boolean {
  return proxy === undefined && route.stage === 'shadow' && sampleOf(route) >= 1
}

/** A copy of some requests for each address of the candidate. */
export function mirrorsOf(route: Route, table: RouteTable): readonly Filter[] {
  const refs = refsOf(route.candidate, table)
  // Whole percents are all that a mirror knows.
  const percent = Math.max(1, Math.floor(sampleOf(route) / refs.length))
  return refs.map(({ name, namespace, port }) => ({
    type: 'RequestMirror',
    requestMirror: {
      backendRef: {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        ...(port === undefined ? {} : { port }),
      },
      percent,
    },
  }))
}

function requestFilter(edits: HeaderEdits): Filter {
  return { type: 'RequestHeaderModifier', requestHeaderModifier: modifier(edits) }
}

function modifier({ set, remove }: HeaderEdits): NonNullable<Filter['requestHeaderModifier']> {
  const values = Object.entries(set).map(([name, value]) => ({ name, value }))
  return {
    ...(values.length === 0 ? {} : { set: values }),
    ...(remove.length === 0 ? {} : { remove: [...remove] }),
  }
}
