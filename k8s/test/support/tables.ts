import {
  compileTable,
  formatProblem,
  parsePlan,
  type RouteTable,
  type Standing,
} from '@strangler/migration-plan'

export interface TestTable {
  readonly routes: readonly Readonly<Record<string, unknown>>[]
  readonly upstreams?: Readonly<Record<string, unknown>>
  readonly standings?: Readonly<Record<string, Standing>>
}

export const OPTIONS = { namespace: 'shop', gateway: { name: 'public', namespace: 'edge' } } as const
export const PROXY = { name: 'strangler-proxy', port: 8080 } as const

/** A table over `old` (legacy) and `new` (every route's candidate), which are Services. */
export function tableOf({ routes, upstreams, standings = {} }: TestTable): RouteTable {
  const text = JSON.stringify({
    apiVersion: 'strangler/v1',
    kind: 'MigrationPlan',
    name: 'test',
    legacy: 'old',
    upstreams: {
      old: { url: 'http://old:8100' },
      new: { url: 'http://new.other.svc.cluster.local' },
      ...upstreams,
    },
    routes: routes.map((route) => (route['deny'] === true ? route : { candidate: 'new', ...route })),
  })
  const parsed = parsePlan(text, { env: {} })
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'))
  return compileTable(parsed.plan, standings, 7)
}
