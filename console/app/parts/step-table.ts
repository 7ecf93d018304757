import { html, type TemplateResult } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'
import type { Step } from '../api/answers-of-the-api.ts'
import { addressOf } from '../place.ts'
import { clock, standing } from './words.ts'

/** Lines of the audit, latest first; each has an address. */
export function stepTable(steps: readonly Step[], label: string, marked = ''): TemplateResult {
  return html`<div class="scrolls" tabindex="0" role="region" aria-label=${label}>
    <table class="steps">
      <thead>
        <tr>
          <th>When</th>
          <th>Route</th>
          <th>What</th>
          <th>From → to</th>
          <th>Who</th>
          <th>Why</th>
          <th class="num">Version</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          steps,
          ({ id }) => id,
          (step) =>
            html`<tr class=${step.id === marked ? 'marked' : ''} id=${`step-${step.id}`}>
              <td class="time">
                <a href=${addressOf(['history'], { step: step.id })} title="Address of this line"
                  >${clock(step.at)}</a
                >
              </td>
              <td>
                ${step.route === '*' ? 'all' : html`<a href=${addressOf(['route', step.route])}>${step.route}</a>`}
              </td>
              <td>${step.action}</td>
              <td>${way(step)}</td>
              <td>${step.who}</td>
              <td>${step.why ?? ''}</td>
              <td class="num">${step.version}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function way({ from, to, fromStage, toStage }: Step): string {
  const text = (stage: Step['toStage'], weight: number): string =>
    stage === null ? `${String(weight)} %` : standing({ stage, weight })
  const [before, after] = [text(fromStage, from), text(toStage, to)]
  return before === after ? before : `${before} → ${after}`
}
