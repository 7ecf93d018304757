import { number } from '../../src/gates/words.ts'
import { FAULTS, findFault, type Found } from './gate-faults.ts'
import { pairsToPass, requestsToPass } from './gate-needs.ts'
import { ONE_LOOK, PROMISES, wronglyFound } from './gate-promises.ts'
import { rolledBack, WALKS } from './gate-walks.ts'

/**
 * The tables of docs/reference/gates.md. Printed by `node migration-plan/test/support/gate-figures.ts`, a test compares them;
 * with a number, that of so many walks, which take a fifth of a second each.
 */
const SEED = 11
const RUNS = 40
const PROMISE_RUNS = 200

type Cells = readonly (string | number)[]

function table(head: Cells, rows: readonly Cells[]): string {
  const line = (cells: Cells): string =>
    `| ${cells.map((cell) => (typeof cell === 'number' ? number(cell) : cell)).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

/** To two digits, since no third one means a thing. */
function round(value: number): number {
  return Number(value.toPrecision(2))
}

/** What a good candidate needs to pass. */
export function needs(): string {
  const rates = [
    ['no request fails on either side', 0],
    ['0.1% fail on both sides', 0.001],
    ['1% fail on both sides', 0.01],
  ] as const
  const errors = rates.flatMap(([name, rate]) =>
    [5, 50].map((weight) => [
      `${name}, ${weight}% of the traffic`,
      ...[0.001, 0.005, 0.01].map((margin) => round(requestsToPass(rate, margin, weight))),
    ]),
  )
  const pairs = [0, 0.001].map((rate) => [
    rate === 0 ? 'none differs' : '0.1% differ',
    ...[0.005, 0.01, 0.02].map((most) => round(pairsToPass(rate, most))),
  ])
  return [
    table(['`errors`', '`+0.1%`', '`+0.5%`', '`+1%`'], errors),
    table(['`mismatch`', '`0.5%`', '`1%`', '`2%`'], pairs),
  ].join('\n\n')
}

/** How often each test is wrong, asked again and again. */
export function promises(): { readonly text: string; readonly wrong: readonly number[] } {
  const all = [...PROMISES, ONE_LOOK].map((promise) => ({
    promise,
    wrong: wronglyFound(promise, PROMISE_RUNS, SEED),
  }))
  const rows = all.map(({ promise, wrong }) => [promise.name, promise.looks, `${wrong} of ${PROMISE_RUNS}`])
  return {
    text: table(['test', 'looks', 'wrong at any of them'], rows),
    wrong: all.map(({ wrong }) => wrong / PROMISE_RUNS),
  }
}

/** How soon each fault is found. */
export function faults(): { readonly text: string; readonly found: ReadonlyMap<string, Found> } {
  const found = new Map(FAULTS.map((fault) => [fault.name, findFault(fault, RUNS, SEED)]))
  const rows = [...found].map(([name, one]) => [
    name,
    `${one.found} of ${one.runs}`,
    round(one.median),
    round(one.most),
  ])
  return { text: table(['fault', 'found', 'after, in the middle', 'at most'], rows), found }
}

/** How many walks end with a candidate rolled back that was as good as it had to be. */
export function walks(runs: number): string {
  const rows = WALKS.map((walk) => [walk.name, `${rolledBack(walk, runs, SEED)} of ${runs}`])
  return table(['candidate', 'rolled back'], rows)
}

if (import.meta.main) {
  const runs = Number(process.argv[2] ?? 0)
  const text = runs > 0 ? walks(runs) : [needs(), promises().text, faults().text].join('\n\n')
  process.stdout.write(`${text}\n`)
}
