import { html, nothing, type TemplateResult } from 'lit-html'
import type { Point, Side, SidePoint, Step } from '../../api/answers-of-the-api.ts'
import { chart, type ChartSpec, type Line, type Mark } from '../../parts/chart.ts'
import { milliseconds, number, percent, standing } from '../../parts/words.ts'

const SIDES = [
  ['legacy', '--legacy'],
  ['candidate', '--candidate'],
] as const
const MOST_ROWS = 30

/** What a route did over time, with its steps on the axis. */
export function charts(points: readonly Point[], steps: readonly Step[]): TemplateResult {
  const times = points.map(({ from }) => Date.parse(from) / 1000)
  const marks = marksOf(steps)
  const lines = (name: string, value: (side: SidePoint, point: Point) => number | null): readonly Line[] =>
    SIDES.map(([side, colour]) => ({
      label: `${side}${name}`,
      colour,
      values: points.map((point) => value(point[side], point)),
    }))
  const spec = (unit: string, own: readonly Line[]): ChartSpec => ({ times, marks, unit, lines: own })
  const last = points.at(-1)
  return html`<div class="charts">
      ${figure(
        'Requests a second',
        says(last, (side, { seconds }) => `${number(side.requests / seconds)}/s`),
        spec(
          '/s',
          lines('', ({ requests }, { seconds }) => requests / seconds),
        ),
      )}
      ${figure(
        'Errors',
        says(last, (side) => (side.requests === 0 ? '–' : percent(side.errors / side.requests))),
        spec(
          ' %',
          lines('', ({ errors, requests }) => (requests === 0 ? null : (errors / requests) * 100)),
        ),
      )}
      ${figure(
        'Latency, p50, p95 and p99',
        says(last, ({ p95Ms }) => `p95 ${milliseconds(p95Ms)}`),
        spec(' ms', latencyLines(points)),
      )}
      ${figure(
        'Answers that mismatch',
        last?.pairs
          ? `${percent((last.mismatches ?? 0) / last.pairs)} of ${number(last.pairs)} pairs in the last minute`
          : '',
        spec(' %', [
          {
            label: 'mismatch',
            colour: '--wrong',
            values: points.map(({ pairs, mismatches }) => (pairs ? ((mismatches ?? 0) / pairs) * 100 : null)),
          },
        ]),
      )}
    </div>
    ${numbers(points)}`
}

function latencyLines(points: readonly Point[]): readonly Line[] {
  const kinds = [
    ['p50', 'p50Ms', [2, 3]],
    ['p95', 'p95Ms', []],
    ['p99', 'p99Ms', [7, 4]],
  ] as const
  return SIDES.flatMap(([side, colour]) =>
    kinds.map(([name, key, dash]) => ({
      label: `${side} ${name}`,
      colour,
      dash,
      values: points.map((point) => point[side][key]),
    })),
  )
}

/** The last figures of both sides, in words. */
function says(point: Point | undefined, value: (side: SidePoint, point: Point) => string): string {
  if (!point) return ''
  const of = (side: Side): string => `${side} ${value(point[side], point)}`
  return `${of('legacy')}, ${of('candidate')}`
}

function figure(title: string, sentence: string, spec: ChartSpec): TemplateResult {
  return html`<figure>
    <figcaption><b>${title}</b> <span class="quiet">${sentence}</span></figcaption>
    <div class="chart" aria-hidden="true" ${chart(spec)}></div>
  </figure>`
}

function marksOf(steps: readonly Step[]): readonly Mark[] {
  return steps
    .filter(({ from, to, fromStage, toStage }) => from !== to || fromStage !== toStage)
    .toReversed()
    .map(({ at, to, toStage }) => ({
      at: Date.parse(at) / 1000,
      label: toStage === null ? `${String(to)} %` : standing({ stage: toStage, weight: to }),
    }))
}

/** The same for who does not see charts. */
function numbers(points: readonly Point[]): TemplateResult | typeof nothing {
  if (points.length === 0) return nothing
  return html`<details>
    <summary>The last ${Math.min(points.length, MOST_ROWS)} minutes as numbers</summary>
    <div class="scrolls" tabindex="0" role="region" aria-label="Numbers">
      <table>
        <thead>
          <tr>
            <th>From</th>
            ${SIDES.map(
              ([side]) =>
                html`<th class="num">${side}: requests</th>
                  <th class="num">errors</th>
                  <th class="num">p50</th>
                  <th class="num">p95</th>
                  <th class="num">p99</th>`,
            )}
            <th class="num">Mismatches</th>
          </tr>
        </thead>
        <tbody>
          ${points
            .slice(-MOST_ROWS)
            .toReversed()
            .map(
              (point) =>
                html`<tr>
                  <td>${new Date(point.from).toLocaleTimeString()}</td>
                  ${SIDES.map(([side]) => sideCells(point[side]))}
                  <td class="num">${point.mismatches ?? '–'} of ${point.pairs ?? '–'}</td>
                </tr>`,
            )}
        </tbody>
      </table>
    </div>
  </details>`
}

function sideCells({ requests, errors, p50Ms, p95Ms, p99Ms }: SidePoint): TemplateResult {
  return html`<td class="num">${requests}</td>
    <td class="num">${errors}</td>
    ${[p50Ms, p95Ms, p99Ms].map((value) => html`<td class="num">${milliseconds(value)}</td>`)}`
}
