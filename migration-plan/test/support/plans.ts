import { compileTable, formatProblem, parsePlan, type Plan, type RouteTable } from '@strangler/migration-plan'

export interface WrittenRoute {
  readonly id?: string
  readonly match: { readonly path: string; readonly methods?: readonly string[]; readonly host?: string }
  readonly [field: string]: unknown
}

/** The text of a plan over the upstreams `old` (legacy) and `new`; routes without id are r0, r1 … */
export function planText(
  routes: readonly WrittenRoute[],
  more: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    apiVersion: 'strangler/v1',
    kind: 'MigrationPlan',
    name: 'test',
    legacy: 'old',
    upstreams: { old: { url: 'http://old:1' }, new: { url: 'http://new:1' } },
    routes: routes.map((route, at) => ({ id: `r${at}`, ...route })),
    ...more,
  })
}

/** The plan of a text that is valid. */
export function planOf(text: string, env: Readonly<Record<string, string>> = {}): Plan {
  const parsed = parsePlan(text, { env })
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'))
  return parsed.plan
}

/** A table with a candidate at every route, or what the route says instead. */
export function tableOf(...routes: readonly WrittenRoute[]): RouteTable {
  const moving = routes.map((route) => (route['deny'] === true ? route : { candidate: 'new', ...route }))
  return compileTable(planOf(planText(moving)), {}, 1)
}

/** The problems of a text, each on a line. */
export function problemsOf(text: string, env: Readonly<Record<string, string>> = {}): readonly string[] {
  const parsed = parsePlan(text, { env })
  return parsed.ok ? [] : parsed.problems.map(formatProblem)
}
