import { html, nothing, type TemplateResult } from 'lit-html'
import { live } from 'lit-html/directives/live.js'
import { setWeight } from '../../actions/route-actions.ts'
import type { RouteStatus, Status } from '../../api/answers-of-the-api.ts'
import type { Desk } from '../../desk.ts'
import type { Flow } from '../../flow.ts'
import { actionButton } from '../../parts/action-button.ts'
import { perSecond } from '../../parts/words.ts'

/** Tries a weight before it counts: what each side would get. */
export function weightSlider(
  desk: Desk,
  route: RouteStatus,
  status: Status,
  flow: Flow | undefined,
): TemplateResult {
  const key = `weight ${route.id}`
  const draft = desk.drafts.get(key)
  const weight = draft === undefined ? route.weight : Number(draft)
  return html`<section class="weight" aria-labelledby="weight-title">
    <h2 id="weight-title">Weight by hand</h2>
    <div class="slider">
      <input
        type="range"
        min="0"
        max="100"
        step="1"
        list="ramp-of-route"
        aria-label="Percent of the requests that the candidate answers"
        aria-valuetext=${`${String(weight)} %`}
        .value=${live(String(weight))}
        ?disabled=${desk.whoami()?.role === 'viewer'}
        @input=${(event: InputEvent) => desk.draft(key, (event.target as HTMLInputElement).value)}
      />
      <datalist id="ramp-of-route">
        ${[0, ...route.ramp].map((step) => html`<option value=${step}></option>`)}
      </datalist>
      <output><b>${weight} %</b></output>
      ${actionButton(desk, setWeight(route, status, weight))}
      ${
        draft === undefined || weight === route.weight
          ? nothing
          : html`<button type="button" class="plain" @click=${() => desk.draft(key, String(route.weight))}>
              Back to ${route.weight} %
            </button>`
      }
    </div>
    <div class="bar" aria-hidden="true">
      <span class="legacy" .style=${`flex-grow:${String(100 - weight)}`}></span
      ><span class="candidate" .style=${`flex-grow:${String(weight)}`}></span>
    </div>
    <p class="preview">${preview(route, weight, flow)}</p>
  </section>`
}

function preview(
  { legacy, candidate, weight: now }: RouteStatus,
  weight: number,
  flow: Flow | undefined,
): TemplateResult {
  const all = (flow?.legacy.perSecond ?? 0) + (flow?.candidate.perSecond ?? 0)
  const of = (share: number): string => (all === 0 ? `${String(share)} %` : perSecond((all * share) / 100))
  const would = weight === now ? 'gets' : 'would get'
  return html`<span class="of-legacy">${legacy} ${would} ${of(100 - weight)}</span>,
    <span class="of-candidate">${candidate} ${would} ${of(weight)}</span>
    ${all === 0 ? html`<span class="quiet">of the requests; there are none right now</span>` : nothing}`
}
