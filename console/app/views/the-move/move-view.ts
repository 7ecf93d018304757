import { html, nothing, type TemplateResult } from 'lit-html'
import { guard } from 'lit-html/directives/guard.js'
import { repeat } from 'lit-html/directives/repeat.js'
import { overallActions } from '../../actions/overall-actions.ts'
import type { RouteStatus, Status, Traffic } from '../../api/answers-of-the-api.ts'
import type { Desk } from '../../desk.ts'
import type { Flow } from '../../flow.ts'
import { actionButton } from '../../parts/action-button.ts'
import { inPortions } from '../../parts/in-portions.ts'
import { number } from '../../parts/words.ts'
import { addressOf } from '../../place.ts'
import { needsOf, type Need } from './needs.ts'
import { progressOf, STAGES, type Progress } from './progress.ts'
import { routeRow } from './route-row.ts'

const TRAFFIC_EVERY_MS = 2000
const PHASES = [
  ['pilot', 'Pilot'],
  ['consolidation', 'Consolidation'],
  ['final', 'Final'],
] as const
const MOST_NEEDS = 12

/** Where the move stands, what is wrong, and what to press. */
export function moveView(desk: Desk): TemplateResult {
  const { value: status } = desk.answers.get<Status>('status')
  const flows = desk.flow(desk.answers.get<Traffic>('traffic', TRAFFIC_EVERY_MS))
  if (!status) return html`<h1 tabindex="-1">The move</h1>`
  // Hundreds of rows are drawn when they changed, and not with every key that somebody presses.
  return html`${guard([status, flows, desk.whoami()], () => drawn(desk, status, flows))}`
}

function drawn(desk: Desk, status: Status, flows: ReadonlyMap<string, Flow>): TemplateResult {
  const progress = progressOf(status.routes, flows)
  return html`<section class="headline">
      <h1 tabindex="-1">${headline(progress)}</h1>
      ${bar(progress)}
      <p class="stages">
        ${STAGES.map((stage) => html`<span><b>${progress.stages[stage]}</b> ${stage}</span> `)}
        <span class="buttons">${overallActions(status).map((action) => actionButton(desk, action))}</span>
      </p>
    </section>
    ${needs(desk, needsOf(status))}
    ${PHASES.map(([phase, title]) => {
      const routes = status.routes.filter((route) => route.phase === phase)
      return routes.length === 0 ? nothing : phaseOf(desk, title, routes, status, flows)
    })}
    <p class="legend quiet">
      <span class="of-legacy">■</span> answered by legacy <span class="of-candidate">■</span> answered by the
      candidate. Errors and latency: legacy → candidate, since the route stands where it does. Mismatch: at
      most so many, with 95 % confidence.
    </p>`
}

function headline({ share, routes, done, isCounted }: Progress): TemplateResult {
  const of = html`<b>${done} of ${routes}</b> routes are live`
  return share === null
    ? html`${of}${isCounted ? '; no requests right now' : ''}`
    : html`<b>${number(Math.round(share * 1000) / 10)} %</b> of requests are answered by services; ${of}`
}

function bar({ share, done, routes }: Progress): TemplateResult {
  const part = share ?? (routes === 0 ? 0 : done / routes)
  return html`<div class="bar big" aria-hidden="true">
    <span class="legacy" .style=${`flex-grow:${String(1 - part)}`}></span
    ><span class="candidate" .style=${`flex-grow:${String(part)}`}></span>
  </div>`
}

function needs(desk: Desk, all: readonly Need[]): TemplateResult {
  if (all.length === 0) return html`<p class="well"><b>Nothing is wrong</b>, and nothing waits for you.</p>`
  const wrong = all.filter(({ level }) => level === 'wrong').length
  return html`<section class="needs" aria-labelledby="needs-title">
    <h2 id="needs-title">${wrong > 0 ? `${String(wrong)} wrong` : 'For you'}</h2>
    <ul>
      ${repeat(
        all.slice(0, MOST_NEEDS),
        ({ route, sentence }) => `${route ?? ''} ${sentence}`,
        ({ level, route, sentence, actions }) =>
          html`<li class=${level}>
            <span class="level">${LEVELS[level]}</span>
            <span class="says"
              >${route === null ? nothing : html`<a href=${addressOf(['route', route])}>${route}</a> `}${sentence}${isOfDifferences(sentence) && route !== null ? html` <a class="more" href=${addressOf(['differences', route])}>Look at the differences</a>` : nothing}</span
            >
            <span class="buttons">${actions.map((action, at) => actionButton(desk, action, at === 0))}</span>
          </li>`,
      )}
    </ul>
    ${all.length > MOST_NEEDS ? html`<p class="quiet">and ${all.length - MOST_NEEDS} more below</p>` : nothing}
  </section>`
}

function isOfDifferences(sentence: string): boolean {
  return /mismatch|differ/.test(sentence)
}

const LEVELS = { wrong: '! wrong', waits: '? waits', ready: '› ready' } as const

function phaseOf(
  desk: Desk,
  title: string,
  routes: readonly RouteStatus[],
  status: Status,
  flows: ReadonlyMap<string, Flow>,
): TemplateResult {
  return html`<section class="phase" aria-labelledby=${`phase-${title}`}>
    <h2 id=${`phase-${title}`}>${title}</h2>
    <div class="row head" aria-hidden="true">
      <span>Route</span><span>Way</span><span>Requests</span><span class="num">Errors</span
      ><span class="num">Latency</span><span class="num">Mismatch</span><span>Waits for</span><span></span>
    </div>
    <ul class="rows">
      ${inPortions(
        routes,
        ({ id }) => id,
        (route) => row(desk, route, status, flows.get(route.id)),
      )}
    </ul>
  </section>`
}

/** Drawn anew only where something about it changed; a step of any route makes a new version. */
function row(desk: Desk, route: RouteStatus, status: Status, flow: Flow | undefined): TemplateResult {
  const { version, pause, planes, drift } = status
  const about = [route, flow, version, pause, planes, drift, desk.whoami()]
  return html`${guard(about, () => routeRow(desk, route, status, flow))}`
}
