import type { RouteTable } from '@strangler/migration-plan'
import { request } from 'undici'
import { quantile } from './statistics.ts'
import { startClients } from './steering/clients.ts'
import { startSides } from './steering/sides.ts'
import type { Steered } from './steering/steered.ts'
import { startSteeredEdge } from './steering/steered-edge.ts'
import { startSteeredProxy } from './steering/steered-proxy.ts'
import { planOf, tableAt } from './steering/table-of.ts'

/*
 * Changes edge and proxy under load and says how long each change takes to be in effect, read back included, and whether a
 * request failed: `node bench/src/weight-changes.ts [changes, default 10000]`. The exit code is 1 if one did.
 */
const CLIENTS = 4
const WORKERS = 2
const WEIGHTS = [0, 5, 33, 50, 100]
const changes = Number(process.argv[2] ?? 10_000)
const sides = await startSides()
const [small, large] = [planOf(sides, 10), planOf(sides, 1000)]
const weightOf = (turn: number): number => WEIGHTS[turn % WEIGHTS.length] ?? 0
const weights =
  (plan: typeof small) =>
  (turn: number): RouteTable =>
    tableAt(plan, weightOf(turn), turn + 1)
// Another set of routes each time, so that HAProxy has to reload.
const reloads = (turn: number): RouteTable => {
  const plan = turn % 2 === 0 ? small : { ...small, routes: small.routes.slice(0, -1) }
  return tableAt(plan, weightOf(turn), turn + 1)
}
try {
  await measure('weight changes, 10 routes', startSteeredEdge, weights(small), changes)
  await measure('weight changes, 1000 routes', startSteeredEdge, weights(large), Math.ceil(changes / 20))
  await measure('reloads, 10 routes', startSteeredEdge, reloads, Math.ceil(changes / 100))
  const proxy = `weight changes, proxy of ${WORKERS} workers`
  const startProxy = (table: RouteTable): Promise<Steered> => startSteeredProxy(table, WORKERS)
  await measure(`${proxy}, 10 routes`, startProxy, weights(small), changes)
  await measure(`${proxy}, 1000 routes`, startProxy, weights(large), Math.ceil(changes / 20))
} finally {
  sides.close()
}

async function measure(
  what: string,
  start: (table: RouteTable) => Promise<Steered>,
  tableOf: (turn: number) => RouteTable,
  turns: number,
): Promise<void> {
  const steered = await start(tableOf(0))
  try {
    const clients = startClients(steered.url, '/r0', CLIENTS)
    const took: number[] = []
    const astray: string[] = []
    for (let turn = 1; turn <= turns; turn++) {
      const began = performance.now()
      await steered.apply(tableOf(turn))
      took.push(performance.now() - began)
      if (!(await answersAt(steered, weightOf(turn)))) astray.push(`change ${turn}: the wrong side answers`)
    }
    const { asked, failures } = await clients.stop()
    const wrong = [...failures, ...astray]
    const times = [0.5, 0.99, 1].map((share) => quantile(took, share).toFixed(1)).join(' / ')
    tell(`${turns} ${what}: in effect within p50 / p99 / max ${times} ms`)
    tell(`  ${asked} requests of ${CLIENTS} clients meanwhile, ${wrong.length} failed`)
    for (const fault of wrong.slice(0, 10)) tell(`  ${fault}`)
    if (wrong.length > 0) process.exitCode = 1
  } finally {
    await steered.close()
  }
}

/** Whether new connections, enough for every worker, meet the side that must answer at 0 and at 100. */
async function answersAt({ url }: Steered, weight: number): Promise<boolean> {
  if (weight > 0 && weight < 100) return true
  for (let connection = 0; connection < WORKERS; connection++) {
    const { body } = await request(`${url}/r0`, { reset: true })
    if ((await body.text()) !== (weight === 0 ? 'legacy' : 'candidate')) return false
  }
  return true
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}
