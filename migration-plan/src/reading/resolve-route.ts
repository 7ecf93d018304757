import { durationMs } from '../language/duration.ts'
import type { HeaderEditsFile } from '../language/headers-schema.ts'
import { NONE } from '../language/none.ts'
import { LIMIT_DEFAULTS } from '../language/limits-schema.ts'
import type { WholePolicy } from '../language/policy.ts'
import {
  ROUTE_DEFAULTS,
  TIMEOUT_DEFAULTS,
  type MatchFile,
  type PolicyFile,
} from '../language/route-schema.ts'
import type { HeaderEdits, Limits, Match, PlanRoute, RouteHeaders, Split, Timeouts } from '../plan.ts'
import { resolveGates } from './resolve-gates.ts'
import { resolveCompare } from './resolve-compare.ts'

/** A route with every default filled in; `written` is what it says by itself or else by `defaults`. */
export function resolveRoute(
  planLegacy: string,
  id: string,
  match: MatchFile,
  written: WholePolicy,
): PlanRoute {
  const policy = { ...ROUTE_DEFAULTS, ...written }
  const legacy = upstreamOrNull(policy.legacy ?? planLegacy)
  const candidate = upstreamOrNull(policy.candidate ?? NONE)
  const moves = !policy.deny && legacy !== null && candidate !== null
  const compare = resolveCompare(policy.compare, moves)
  return {
    id,
    match: resolveMatch(match),
    deny: policy.deny,
    legacy,
    candidate,
    phase: policy.phase,
    after: policy.after,
    ramp: policy.ramp,
    split: resolveSplit(policy.split),
    timeouts: resolveTimeouts(policy.timeouts),
    limits: resolveLimits(policy.limits),
    headers: resolveHeaders(policy.headers),
    compare,
    auto: policy.auto && moves,
    gates: resolveGates(policy.gates, compare.sample > 0),
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

function resolveTimeouts(written: WholePolicy['timeouts']): Timeouts {
  const { connect, response } = { ...TIMEOUT_DEFAULTS, ...written }
  return { connectMs: durationMs(connect), responseMs: durationMs(response) }
}

function resolveLimits(written: WholePolicy['limits']): Limits {
  const { connections, queue } = { ...LIMIT_DEFAULTS, ...written }
  return { connections: connections === NONE ? null : connections, queueMs: durationMs(queue) }
}

function resolveHeaders({ request, response }: WholePolicy['headers']): RouteHeaders {
  return { request: resolveEdits(request), response: resolveEdits(response) }
}

function resolveEdits({ set = {}, remove = [] }: HeaderEditsFile = {}): HeaderEdits {
  return {
    set: Object.fromEntries(Object.entries(set).map(([name, value]) => [name.toLowerCase(), value])),
    remove: remove.map((name) => name.toLowerCase()),
  }
}
