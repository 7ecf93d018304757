import {
  compileTable,
  formatProblem,
  parsePlan,
  standingFor,
  type RouteTable,
} from '@strangler/migration-plan'
import type { Upstream } from './upstream.ts'
import { BenchError } from './errors.ts'

/** A table of `/route-0/*`, `/route-1/*` …, each shared out half and half. */
export function tableOf(ports: Upstream['ports'], routes: number, by: 'request' | 'user'): RouteTable {
  const ids = Array.from({ length: routes }, (_, at) => `route-${at}`)
  const plan = {
    apiVersion: 'strangler/v1',
    kind: 'MigrationPlan',
    name: 'bench',
    legacy: 'legacy',
    upstreams: {
      legacy: { url: `http://127.0.0.1:${ports.legacy}` },
      candidate: { url: `http://127.0.0.1:${ports.candidate}` },
    },
    defaults: { candidate: 'candidate', split: by === 'user' ? { by, cookie: 'session' } : { by } },
    routes: ids.map((id) => ({ id, match: { path: `/${id}/*` } })),
  }
  const parsed = parsePlan(JSON.stringify(plan), { env: {} })
  if (!parsed.ok)
    throw new BenchError('ERR_BENCH_CONTESTANT', parsed.problems.slice(0, 5).map(formatProblem).join('\n'))
  return compileTable(parsed.plan, Object.fromEntries(ids.map((id) => [id, standingFor(50)])), 1)
}
