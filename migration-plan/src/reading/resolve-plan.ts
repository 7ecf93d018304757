import { originOf } from '../language/address.ts'
import { AUTOPILOT_DEFAULTS } from '../language/autopilot-schema.ts'
import { DRAIN_DEFAULTS } from '../language/drain-schema.ts'
import { durationMs } from '../language/duration.ts'
import type { PolicyFile } from '../language/route-schema.ts'
import { withDefaults } from '../language/policy.ts'
import type { PlanFile } from '../language/schema.ts'
import { UPSTREAM_DEFAULTS, type UpstreamFile } from '../language/upstream-schema.ts'
import type { Plan, Upstream } from '../plan.ts'
import { UNCLAIMED } from '../route-table.ts'
import { resolveRoute } from './resolve-route.ts'

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
    unclaimed: resolveRoute(
      file.legacy,
      UNCLAIMED,
      { path: '/*' },
      withDefaults({}, unclaimedPolicy(defaults), UNCLAIMED),
    ),
    data: (file.data ?? []).map((set) => ({ after: [], ...set })),
    autopilot: { ...AUTOPILOT_DEFAULTS, ...file.autopilot },
    drain: { periodMs: durationMs({ ...DRAIN_DEFAULTS, ...file.drain }.period) },
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
