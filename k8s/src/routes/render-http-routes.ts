import type { Route, RouteTable } from '@strangler/migration-plan'
import { K8sError } from '../errors.ts'
import { backendsOf } from './backends.ts'
import { cellsOf } from './cells.ts'
import { gatewayDuration } from './duration.ts'
import { filtersOf, isMirrored, mirrorsOf } from './filters.ts'
import type { HttpRoute, Rule, RuleMatch } from './http-route.ts'
import { problemsOf, warningsOf } from './limits.ts'
import { ANNOTATIONS, BY_PROXY, isAnchor, LABELS, nameOf } from './names.ts'
import type { GatewayOptions } from './options.ts'

export interface RenderedRoutes {
  readonly routes: readonly HttpRoute[]
  /** What of the plan holds only in part behind a Gateway, a sentence each. */
  readonly warnings: readonly string[]
}

// Most that a rule may hold (Gateway API v1, HTTPRouteRule).
const MOST_MATCHES = 64
const MOST_NAME = 253
const SAFE = ['GET', 'HEAD'] as const

/**
 * Renders a table for a Gateway: an HTTPRoute for each route and host that the plan names. Pure.
 * @throws K8sError ERR_K8S_TABLE for what no Gateway can do, all of it at once.
 */
export function renderHttpRoutes(table: RouteTable, options: GatewayOptions): RenderedRoutes {
  const hosts = [...new Set(table.routes.map(({ match }) => match.host))]
  const problems = problemsOf(table, options)
  if (problems.length > 0) throw new K8sError(table.plan, problems)
  const routes = [null, ...hosts.filter((host) => host !== null).toSorted()].flatMap((host) =>
    [...cellsOf(table, host)].flatMap(([route, matches]) =>
      chunks(matches).map((part, at) => httpRoute({ table, route, host, part: at + 1, options }, part)),
    ),
  )
  const long = routes.filter(({ metadata }) => metadata.name.length > MOST_NAME)
  if (long.length > 0)
    throw new K8sError(
      table.plan,
      long.map(({ metadata }) => `"${metadata.name}" is too long a name; shorten the id of the route`),
    )
  return { routes, warnings: warningsOf(table, options) }
}

interface Place {
  readonly table: RouteTable
  readonly route: Route
  readonly host: string | null
  readonly part: number
  readonly options: GatewayOptions
}

function httpRoute(place: Place, matches: readonly RuleMatch[]): HttpRoute {
  const { table, route, host, part, options } = place
  const { namespace, gateway, hostnames } = options
  const hosts = host === null ? hostnames : [host]
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: {
      name: nameOf(table.plan, route.id, host, part),
      namespace,
      labels: {
        [LABELS.managedBy]: 'strangler',
        [LABELS.plan]: table.plan,
        [LABELS.route]: route.id,
      },
      annotations: {
        [ANNOTATIONS.version]: String(table.version),
        [ANNOTATIONS.stage]: route.stage,
        [ANNOTATIONS.weight]: String(route.weight),
        [ANNOTATIONS.legacyBackends]: backendsOf(route, table, options).legacy,
        ...(host === null && part === 1 && isAnchor(route) ? { [ANNOTATIONS.anchor]: 'true' } : {}),
      },
    },
    spec: {
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', ...gateway }],
      ...(hosts === undefined || hosts.length === 0 ? {} : { hostnames: [...hosts] }),
      rules: [...rulesOf(place, matches)],
    },
  }
}

function rulesOf({ route, table, options }: Place, matches: readonly RuleMatch[]): readonly Rule[] {
  const { refs, legacy } = backendsOf(route, table, options)
  const { connectMs, responseMs } = route.timeouts
  const rule = (claims: readonly RuleMatch[], mirrored: boolean): Rule => ({
    matches: [...claims],
    filters: [...filtersOf(route, legacy === BY_PROXY), ...(mirrored ? mirrorsOf(route, table) : [])],
    ...(refs.length === 0
      ? {}
      : {
          backendRefs: [...refs],
          timeouts: { backendRequest: gatewayDuration(connectMs + responseMs) },
        }),
  })
  if (!isMirrored(route, options)) return [rule(matches, false)]
  // A write that is mirrored would be made twice.
  const safe = matches.flatMap((match) => {
    if (match.method === undefined) return SAFE.map((method) => ({ ...match, method }))
    return match.method === 'GET' || match.method === 'HEAD' ? [match] : []
  })
  const others = matches.filter(({ method }) => method !== 'GET' && method !== 'HEAD')
  return [
    ...chunks(safe).map((claims) => rule(claims, true)),
    ...(others.length === 0 ? [] : [rule(others, false)]),
  ]
}

function chunks<T>(list: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / MOST_MATCHES) }, (_, at) =>
    list.slice(at * MOST_MATCHES, (at + 1) * MOST_MATCHES),
  )
}
