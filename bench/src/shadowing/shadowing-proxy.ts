import { join } from 'node:path'
import type { Report } from '@strangler/comparison'
import { eventually, freePort, repository } from '@strangler/demo'
import { compileTable, formatProblem, parsePlan, SHADOW, type RouteTable } from '@strangler/migration-plan'
import { PRODUCTION_FLAGS } from '../contestants/strangler-proxy.ts'
import { BenchError } from '../errors.ts'
import type { Processes } from '../processes.ts'
import { PAGE_BYTES } from '../upstream.ts'
import { untilAnswers } from '../until-answers.ts'

/** A strangler-proxy with a route for each candidate, of which a sample has one shadowed. */
export interface ShadowingProxy {
  readonly url: string
  readonly pid: number
  /** Shadows so many percent of the requests of a route from now on, and none of the others. */
  shadow(percent: number, route: number): Promise<void>
  /** Pairs compared, and requests left out, since it was last asked. */
  learned(): Promise<{ readonly pairs: number; readonly shed: number }>
}

/** `candidates` are their ports, one for each route from `/route-0/*` on. */
export async function startShadowingProxy(
  processes: Processes,
  legacy: number,
  candidates: readonly number[],
): Promise<ShadowingProxy> {
  const port = await freePort()
  const adminPort = await freePort(new Set([port]))
  const [url, admin] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${adminPort}`]
  const env = { NODE_ENV: 'production', PORT: String(port), ADMIN_PORT: String(adminPort) }
  const args = [...PRODUCTION_FLAGS, join(repository, 'strangler-proxy/src/main.ts')]
  const child = processes.start('proxy', { command: process.execPath, args, env })
  let version = 0
  let known = { instance: '', number: 0 }
  const proxy: ShadowingProxy = {
    url,
    pid: child.pid,
    async shadow(percent, route) {
      const percents = candidates.map((_, at) => (at === route ? percent : 0))
      const body = JSON.stringify(tableOf(legacy, candidates, percents, ++version))
      const headers = { 'content-type': 'application/json' }
      const { ok, status } = await fetch(`${admin}/table`, { method: 'PUT', headers, body })
      if (!ok) throw new BenchError('ERR_BENCH_CONTESTANT', `the proxy does not take the table: ${status}`)
    },
    async learned() {
      const response = await fetch(`${admin}/comparisons?after=${known.number}`, {
        headers: { 'x-strangler-instance': known.instance },
      })
      const { instance, batches } = (await response.json()) as Report
      known = { instance, number: batches.at(-1)?.number ?? known.number }
      const count = (counted: readonly { readonly count: number }[]): number =>
        counted.reduce((sum, one) => sum + one.count, 0)
      const own = batches.flatMap(({ findings }) => findings).filter(({ against }) => against === 'candidate')
      return {
        pairs: count(own.flatMap(({ outcomes }) => outcomes)),
        shed: count(batches.flatMap(({ shed }) => shed)),
      }
    },
  }
  await eventually(async () => (await fetch(`${admin}/healthz`)).status < 500, { withinMs: 15_000 })
  await proxy.shadow(0, 0)
  await untilAnswers(url, { path: '/route-0/page', bytes: PAGE_BYTES }, child)
  return proxy
}

function tableOf(
  legacy: number,
  candidates: readonly number[],
  percents: readonly number[],
  version: number,
): RouteTable {
  const upstream = (port: number): object => ({ url: `http://127.0.0.1:${port}` })
  const ids = candidates.map((_, at) => `route-${at}`)
  const plan = {
    apiVersion: 'strangler/v1',
    kind: 'MigrationPlan',
    name: 'bench',
    legacy: 'legacy',
    upstreams: {
      legacy: upstream(legacy),
      ...Object.fromEntries(candidates.map((port, at) => [`candidate-${at}`, upstream(port)])),
    },
    routes: ids.map((id, at) => ({
      id,
      match: { path: `/${id}/*` },
      candidate: `candidate-${at}`,
      compare: { sample: `${percents[at]}%` },
    })),
  }
  const parsed = parsePlan(JSON.stringify(plan), { env: {} })
  if (!parsed.ok)
    throw new BenchError('ERR_BENCH_CONTESTANT', parsed.problems.slice(0, 5).map(formatProblem).join('\n'))
  return compileTable(parsed.plan, Object.fromEntries(ids.map((id) => [id, SHADOW])), version)
}
