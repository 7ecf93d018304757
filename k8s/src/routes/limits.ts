import { isGone, isMovable, UNCLAIMED, type Route, type RouteTable } from '@strangler/migration-plan'
import { needsCohorts } from './backends.ts'
import type { GatewayOptions } from './options.ts'
import { serviceOf } from './service-of.ts'

// Gateway API v1, HTTPMethod and Hostname.
const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
])
const HOSTNAME = /^(?!\d+(?:\.\d+){3}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/
const LABEL = /[a-z0-9]$/

/** Why no Gateway can serve the table, each with its remedy. */
export function problemsOf(table: RouteTable, options: GatewayOptions): readonly string[] {
  const used = new Set(table.routes.flatMap((route) => (route.deny ? [] : [route.legacy, route.candidate])))
  return [
    ...(LABEL.test(table.plan) ? [] : [`the plan's name ends with "-", which no label may; choose another`]),
    ...Object.values(table.upstreams).flatMap(({ name, addresses, host }) =>
      used.has(name)
        ? [...addressProblems(name, addresses), ...hostProblems(`upstream "${name}"`, host)]
        : [],
    ),
    ...table.routes.flatMap((route) => routeProblems(route, options)),
  ]
}

function addressProblems(name: string, addresses: readonly string[]): readonly string[] {
  return addresses
    .filter((address) => serviceOf(address) === null)
    .map(
      (address) =>
        `upstream "${name}": ${address} is no Service; write http://name.namespace:port, and make a Service for what runs outside of the cluster`,
    )
}

function hostProblems(where: string, host: string | null): readonly string[] {
  if (host === null || host === 'keep' || HOSTNAME.test(host)) return []
  return [`${where}: host ${host} is no DNS name without port, and a Gateway takes no other`]
}

function routeProblems(route: Route, { proxy }: GatewayOptions): readonly string[] {
  const where = `route "${route.id}"`
  const strange = route.match.methods?.filter((method) => !METHODS.has(method)) ?? []
  return [
    ...(LABEL.test(route.id) ? [] : [`${where}: its id ends with "-", which no label may; choose another`]),
    ...hostProblems(where, route.match.host),
    ...strange.map((method) => `${where}: a Gateway cannot match the method ${method}; leave it out`),
    ...(needsCohorts(route) && proxy === undefined
      ? [
          `${where}: users keep their side at weight ${route.weight}, which a Gateway cannot do; name a strangler-proxy, or split by request`,
        ]
      : []),
  ]
}

/** What of the plan holds only in part behind a Gateway. */
export function warningsOf(table: RouteTable, options: GatewayOptions): readonly string[] {
  return [
    ...Object.values(table.upstreams).flatMap(({ name, addresses, host }) => [
      ...(addresses.some((address) => address.startsWith('https:'))
        ? [`upstream "${name}": https needs a BackendTLSPolicy of your own`]
        : []),
      ...(host === 'keep'
        ? []
        : [`upstream "${name}": host ${host} needs a Gateway with filters on backends`]),
    ]),
    ...table.routes.flatMap((route) =>
      routeWarnings(route, options).map((text) => `route "${route.id}": ${text}`),
    ),
  ]
}

function routeWarnings(route: Route, { proxy }: GatewayOptions): readonly string[] {
  if (route.id === UNCLAIMED) return []
  const { match, deny, split, compare, limits } = route
  const alone = proxy === undefined
  const warnings: readonly (readonly [applies: boolean, text: string])[] = [
    [
      match.path.includes('/:'),
      'its parameter is a regular expression, which Gateways order before or after prefixes as they like',
    ],
    [deny, 'the Gateway matches paths as it reads them: keep what is denied off the Services too'],
    [
      alone && (deny || isGone(route)),
      'a Gateway answers 404 or 500 where it has no backend; name a strangler-proxy for the right status',
    ],
    [
      alone && isMovable(route) && split.by === 'user',
      'users keep their side at 0 and 100 only; name a strangler-proxy for the weights between',
    ],
    [
      alone && compare.sample > 0,
      'GET and HEAD are mirrored while it is in the stage shadow, and nothing is compared; name a strangler-proxy',
    ],
    [limits.connections !== null, 'limits.connections is nothing that a Gateway knows'],
  ]
  return warnings.flatMap(([applies, text]) => (applies ? [text] : []))
}
