import { originOf } from '../language/address.ts'
import { durationMs } from '../language/duration.ts'
import type {
  HeaderEdits,
  Limits,
  Match,
  Plan,
  PlanRoute,
  RouteHeaders,
  Split,
  Timeouts,
  Upstream,
} from '../plan.ts'
import type { HeaderEditsFile } from '../language/headers-schema.ts'
import { NONE } from '../language/none.ts'
import { withDefaults } from '../language/policy.ts'
import { ROUTE_DEFAULTS, type MatchFile, type PolicyFile } from '../language/route-schema.ts'
import { UNCLAIMED } from '../route-table.ts'
import type { PlanFile } from '../language/schema.ts'
import { UPSTREAM_DEFAULTS, type UpstreamFile } from '../language/upstream-schema.ts'

/** The plan with every default filled in; `file` is valid. */
export function resolvePlan(file: PlanFile): Plan {
  const defaults = file.defaults ?? {}
  const upstreams = Object.entries(file.upstreams).map(
    ([name, written]) => [name, resolveUpstream(name, written)] as const,
  )
  return {
    name: file.name,
    legacy: file.legacy,
    upstreams: Object.fromEntries(upstreams),
    routes: file.routes.map(({ id, match, ...own }) =>
      resolveRoute(file.legacy, id, match, withDefaults(defaults, own, id)),
    ),
    unclaimed: resolveRoute(file.legacy, UNCLAIMED, { path: '/*' }, unclaimedPolicy(defaults)),
  }
}

function resolveUpstream(name: string, written: UpstreamFile): Upstream {
  const { health, host, tls, dryRun } = { ...UPSTREAM_DEFAULTS, ...written }
  const addresses = [written.url ?? [], written.urls ?? []].flat()
  return {
    name,
    addresses: addresses.map(originOf),
    health,
    host,
    tls: { ...UPSTREAM_DEFAULTS.tls, ...tls },
    dryRun,
  }
}

function resolveRoute(planLegacy: string, id: string, match: MatchFile, written: PolicyFile): PlanRoute {
  const policy = { ...ROUTE_DEFAULTS, ...written }
  return {
    id,
    match: resolveMatch(match),
    deny: policy.deny,
    legacy: upstreamOrNull(policy.legacy ?? planLegacy),
    candidate: upstreamOrNull(policy.candidate ?? NONE),
    phase: policy.phase,
    after: policy.after,
    ramp: policy.ramp,
    split: resolveSplit(policy.split),
    timeouts: resolveTimeouts(policy.timeouts),
    limits: resolveLimits(policy.limits),
    headers: resolveHeaders(policy.headers),
    retries: policy.retries,
    expose: policy.expose,
  }
}

function resolveMatch({ host, path, methods }: MatchFile): Match {
  return { host: host?.toLowerCase() ?? null, path, methods: methods ?? null }
}

function upstreamOrNull(name: string): string | null {
  return name === NONE ? null : name
}

function resolveSplit(split: NonNullable<PolicyFile['split']>): Split {
  if (split.by === 'request') return split
  const { cookie, header } = split
  return cookie === undefined
    ? { by: 'user', key: { kind: 'header', name: (header ?? '').toLowerCase() } }
    : { by: 'user', key: { kind: 'cookie', name: cookie } }
}

function resolveTimeouts(written: NonNullable<PolicyFile['timeouts']>): Timeouts {
  const { connect, response } = ROUTE_DEFAULTS.timeouts
  return {
    connectMs: durationMs(written.connect ?? connect),
    responseMs: durationMs(written.response ?? response),
  }
}

function resolveLimits(written: NonNullable<PolicyFile['limits']>): Limits {
  const { connections, queue } = { ...ROUTE_DEFAULTS.limits, ...written }
  return { connections: connections === NONE ? null : connections, queueMs: durationMs(queue) }
}

function resolveHeaders({ request, response }: NonNullable<PolicyFile['headers']> = {}): RouteHeaders {
  return { request: resolveEdits(request), response: resolveEdits(response) }
}

function resolveEdits({ set = {}, remove = [] }: HeaderEditsFile = {}): HeaderEdits {
  return {
    set: Object.fromEntries(Object.entries(set).map(([name, value]) => [name.toLowerCase(), value])),
    remove: remove.map((name) => name.toLowerCase()),
  }
}

/** What no route claims is legacy's, whatever `defaults` say of those that move; how it is asked is theirs to say. */
function unclaimedPolicy({ timeouts, limits, headers, retries, expose }: PolicyFile): PolicyFile {
  return {
    phase: 'final',
    ...(timeouts && { timeouts }),
    ...(limits && { limits }),
    ...(headers && { headers }),
    ...(retries !== undefined && { retries }),
    ...(expose !== undefined && { expose }),
  }
}
