import {
  compileTable,
  formatProblem,
  parsePlan,
  standingFor,
  type RouteTable,
  type Standing,
} from '@strangler/migration-plan'

export interface TestTable {
  readonly routes: readonly Readonly<Record<string, unknown>>[]
  /** Default: `old` and `new`, which nobody answers. */
  readonly upstreams?: Readonly<Record<string, unknown>>
  readonly defaults?: Readonly<Record<string, unknown>>
  readonly weights?: Readonly<Record<string, number>>
  /** Where routes stand, beside those of which the weight says enough. */
  readonly standings?: Readonly<Record<string, Standing>>
  readonly version?: number
}

/** The text of a plan over `old` (legacy) and `new` (every route's candidate). */
export function planText({ routes, upstreams, defaults }: TestTable): string {
  return JSON.stringify({
    apiVersion: 'strangler/v1',
    kind: 'MigrationPlan',
    name: 'test',
    legacy: 'old',
    upstreams: upstreams ?? { old: { url: 'http://127.0.0.1:1' }, new: { url: 'http://127.0.0.1:1' } },
    ...(defaults ? { defaults } : {}),
    routes: routes.map((route) => (route['deny'] === true ? route : { candidate: 'new', ...route })),
  })
}

export function tableOf(test: TestTable): RouteTable {
  const parsed = parsePlan(planText(test), { env: {} })
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'))
  const standings = Object.entries(test.weights ?? {}).map(([id, weight]) => [id, standingFor(weight)])
  return compileTable(
    parsed.plan,
    { ...(Object.fromEntries(standings) as Parameters<typeof compileTable>[1]), ...test.standings },
    test.version ?? 1,
  )
}
