import {
  compileTable,
  formatProblem,
  parsePlan,
  standingFor,
  type Plan,
  type RouteTable,
} from '@strangler/migration-plan'
import type { Sides } from './sides.ts'

/** A plan of `/r0`, `/r1` … */
export function planOf({ legacy, candidate }: Sides, routes: number): Plan {
  const plan = {
    apiVersion: 'strangler/v1',
    kind: 'MigrationPlan',
    name: 'steering',
    legacy: 'legacy',
    upstreams: { legacy: { url: legacy }, candidate: { url: candidate } },
    defaults: { candidate: 'candidate' },
    routes: Array.from({ length: routes }, (_, at) => ({ id: `r${at}`, match: { path: `/r${at}` } })),
  }
  const parsed = parsePlan(JSON.stringify(plan), { env: {} })
  if (parsed.ok) return parsed.plan
  throw new Error(parsed.problems.map(formatProblem).join('\n'))
}

/** Its table with the first route at a weight. */
export function tableAt(plan: Plan, weight: number, version: number): RouteTable {
  return compileTable(plan, { r0: standingFor(weight) }, version)
}
