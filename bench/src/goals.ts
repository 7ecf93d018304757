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

/** Of its throughput, the proxy keeps so much while it shadows every request. */
const LEAST_KEPT = 0.6
const MOST_ADDED_MS = 0.5
const LEAST_PAIRS = { pages: 2000, JSON: 5000 }

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
    ...comparingGoals(suites),
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

function comparingGoals(suites: readonly SuiteOutput[]): readonly Goal[] {
  const linesOf = (suite: string): string => suites.find(({ name }) => name === suite)?.lines.join('\n') ?? ''
  const [comparing, shadowing] = [linesOf('comparing'), linesOf('shadowing')]
  const kept = (pages: string): Goal =>
    figureGoal(
      `shadowing every request, ${pages}: at least ${LEAST_KEPT} × the throughput without`,
      [...shadowing.matchAll(new RegExp(`${pages}: ([\\d.]+) ×`, 'g'))],
      { text: (ratio) => `${ratio.toFixed(2)} ×`, holds: (ratio) => ratio >= LEAST_KEPT },
    )
  const added = (what: string, candidates: string): Goal =>
    figureGoal(
      `${what}: less than ${MOST_ADDED_MS} ms more for the slowest hundredth, at 200 requests/s`,
      [...shadowing.matchAll(new RegExp(`candidate (?:${candidates}): .* p99 ([+-][\\d.]+) ms`, 'g'))],
      { text: (ms) => `${ms.toFixed(2)} ms`, holds: (ms) => ms < MOST_ADDED_MS },
    )
  const quick = (media: 'pages' | 'JSON'): Goal =>
    figureGoal(
      `comparing ${media} of 20 KB: at least ${LEAST_PAIRS[media]} pairs/s and core`,
      [...comparing.matchAll(new RegExp(`${media}, mixed:.*\\s(\\d+)\\s+\\d+ %`, 'g'))],
      { text: (rate) => `${rate} pairs/s`, holds: (rate) => rate >= LEAST_PAIRS[media] },
    )
  return [
    ...['equal pages', 'pages with tokens'].map(kept),
    added('shadowing every request', 'well'),
    added('a dead, hanging or flooding candidate', 'dead|hanging|flooding'),
    ...(['pages', 'JSON'] as const).map(quick),
  ]
}

/** The worst of the figures that were found in what a suite printed is the one that counts. */
function figureGoal(
  wanted: string,
  found: readonly RegExpExecArray[],
  by: { readonly text: (figure: number) => string; readonly holds: (figure: number) => boolean },
): Goal {
  const figures = found.map(([, figure]) => Number(figure))
  const worst = figures.find((figure) => !by.holds(figure)) ?? Math.max(...figures)
  if (figures.length === 0) return { wanted, measured: 'not measured', reached: null }
  return { wanted, measured: by.text(worst), reached: figures.every(by.holds) }
}
