import type { Route } from '@strangler/migration-plan'

/** The kind as API paths have it. */
export const HTTP_ROUTES = {
  group: 'gateway.networking.k8s.io',
  version: 'v1',
  plural: 'httproutes',
} as const

export const LABELS = {
  managedBy: 'app.kubernetes.io/managed-by',
  plan: 'strangler/plan',
  route: 'strangler/route',
} as const

export const ANNOTATIONS = {
  /** Version of the table that the object was rendered from. */
  version: 'strangler/version',
  stage: 'strangler/stage',
  weight: 'strangler/weight',
  /** How many of a rule's backends, the first ones, are legacy's; `proxy` where the strangler-proxy shares out. */
  legacyBackends: 'strangler/legacy-backends',
  /** On the one object that is written last: its version is that of the whole table. */
  anchor: 'strangler/anchor',
} as const

/** Who shares out requests where no backend of the Gateway does. */
export const BY_PROXY = 'proxy'

/**
 * Name of the object for a route: `plan.route`, then which part if it takes several, then the host. Names of plans and
 * routes hold no dots, so no two are the same.
 */
export function nameOf(plan: string, route: string, host: string | null, part: number): string {
  return [plan, route, ...(part === 1 ? [] : ['part', part]), ...(host === null ? [] : ['on', host])].join(
    '.',
  )
}

/**
 * Whether a route is the one that claims what no other does. Every table has it, so its object tells of the whole: it
 * is written last.
 */
export function isAnchor({ match }: Route): boolean {
  return match.path === '/*' && match.host === null && match.methods === null
}
