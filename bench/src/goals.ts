import { REQUESTS, type MemoryPoint } from './memory.ts'
import { ratio, type Row, type Table } from './results.ts'
import type { SuiteOutput } from './suites.ts'
import { median } from './statistics.ts'

/** Something that is to hold, and what was measured. */
export interface Goal {
  readonly wanted: string
  readonly measured: string
  /** null: it was not measured. */
  readonly reached: boolean | null
}

const MOST_MB = 150
/** What counts as flat: growth over the second half of the requests. */
const MOST_GROWTH = 0.1

const MOST_MS = { edge: 50, proxy: 100 }

const PROXY = 'strangler-proxy'

/** What the benchmarks are to show. */
export function goalsOf(
  tables: readonly Table[],
  memory: readonly MemoryPoint[],
  suites: readonly SuiteOutput[],
): readonly Goal[] {
  const atLeast = (least: number, mode: string, name: string, other: string): Goal => {
    const table = tables.find((one) => one.mode.name === mode)
    const value = table ? ratio(table, name, other) : NaN
    return {
      wanted: `${mode}: ${name} at least ${least} × ${other}`,
      measured: Number.isNaN(value) ? 'not measured' : `${value.toFixed(2)} ×`,
      reached: Number.isNaN(value) ? null : value >= least,
    }
  }
  return [
    atLeast(0.95, 'main', 'edge-1000', 'haproxy'),
    atLeast(0.9, 'main', 'edge-1000-cohorts', 'haproxy'),
    atLeast(5, 'main', PROXY, 'hpm-express'),
    atLeast(1.5, 'main', PROXY, 'fastify-http-proxy'),
    atLeast(0.9, 'main', PROXY, 'undici'),
    ...['download', 'upload'].map((mode) => atLeast(1, mode, PROXY, bestPeer(tables, mode))),
    memoryGoal(memory),
    ...steeringGoals(suites.find(({ name }) => name === 'weight-changes')),
  ]
}

/** The quickest other proxy on Node. */
function bestPeer(tables: readonly Table[], mode: string): string {
  const rows = tables.find((table) => table.mode.name === mode)?.rows ?? []
  const rate = ({ samples }: Row): number =>
    median(samples.flatMap((sample) => (sample ? [sample.requestsPerSecond] : [])))
  const [best] = rows
    .filter((row) => row.contestant.peer && !Number.isNaN(rate(row)))
    .toSorted((one, other) => rate(other) - rate(one))
  return best?.contestant.name ?? 'the best peer on Node'
}

function memoryGoal(points: readonly MemoryPoint[]): Goal {
  const wanted = `memory: ${PROXY} below ${MOST_MB} MB after a million requests, and flat`
  const last = points.at(-1)
  if (!last) return { wanted, measured: 'not measured', reached: null }
  if (last.requests < REQUESTS)
    return { wanted, measured: `only ${last.requests} requests in time`, reached: null }
  const middle = points.find(({ requests }) => requests >= last.requests / 2) ?? last
  const growth = last.residentMb / middle.residentMb - 1
  return {
    wanted,
    measured: `${last.residentMb.toFixed(0)} MB, ${(growth * 100).toFixed(0)} % more than half-way`,
    reached: last.residentMb < MOST_MB && growth <= MOST_GROWTH,
  }
}

function steeringGoals(suite: SuiteOutput | undefined): readonly Goal[] {
  return [
    inEffectGoal(suite, 'edge', 'weight changes, 1000 routes'),
    inEffectGoal(suite, 'proxy', 'weight changes, proxy of \\d+ workers, 1000 routes'),
    {
      wanted: 'edge and proxy: no request fails while weights change and HAProxy reloads',
      measured: suite === undefined ? 'not measured' : suite.exitCode === 0 ? 'none failed' : 'some failed',
      reached: suite === undefined ? null : suite.exitCode === 0,
    },
  ]
}

function inEffectGoal(suite: SuiteOutput | undefined, plane: 'edge' | 'proxy', line: string): Goal {
  const pattern = new RegExp(`${line}: in effect within p50 / p99 / max ([\\d.]+) `)
  const [, median] = pattern.exec(suite?.lines.join('\n') ?? '') ?? []
  return {
    wanted: `${plane}: with 1,000 routes a weight in effect within ${MOST_MS[plane]} ms`,
    measured: median === undefined ? 'not measured' : `${median} ms (median)`,
    reached: median === undefined ? null : Number(median) < MOST_MS[plane],
  }
}
