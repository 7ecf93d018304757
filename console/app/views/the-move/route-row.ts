import { html, nothing, type TemplateResult } from 'lit-html'
import type { Action } from '../../actions/action.ts'
import { routeActions } from '../../actions/route-actions.ts'
import type { RouteStatus, Status } from '../../api/answers-of-the-api.ts'
import type { Desk } from '../../desk.ts'
import type { Flow } from '../../flow.ts'
import { actionButton } from '../../parts/action-button.ts'
import { count, matchText, number, percent, perSecond, standing } from '../../parts/words.ts'
import { addressOf } from '../../place.ts'
import { isMoving } from './progress.ts'
import { way } from './way.ts'

/** A route on its way, in a row. */
export function routeRow(
  desk: Desk,
  route: RouteStatus,
  status: Status,
  flow: Flow | undefined,
): TemplateResult {
  const { advance } = routeActions(route, status)
  return html`<li class=${`row${route.hold ? ' held' : ''}`} data-route=${route.id}>
    <span class="cell id">
      <a href=${addressOf(['route', route.id])}>${route.id}</a>
      <code class="quiet">${matchText(route)}</code>
    </span>
    <span class="cell where">
      <b>${weightText(route)}</b>
      ${isMoving(route) ? way(route) : nothing}
    </span>
    <span class="cell flow"><span class="label">Requests</span>${flowBar(route, flow)}</span>
    <span class="cell num"><span class="label">Errors</span>${errors(route, flow)}</span>
    <span class="cell num"><span class="label">Latency</span>${latency(route)}</span>
    <span class="cell num"><span class="label">Mismatch</span>${mismatch(route)}</span>
    <span class="cell waits">${waits(route, status)}</span>
    <span class="cell button"
      >${advance && mayAdvance(route, advance) ? actionButton(desk, advance) : nothing}</span
    >
  </li>`
}

/** Where gates are not passed, its own page lets it go on all the same. */
function mayAdvance({ verdict }: RouteStatus, { hindrance }: Action): boolean {
  return hindrance === null && (verdict ?? 'pass') === 'pass'
}

function weightText({ stage, weight, deny }: RouteStatus): string {
  if (deny) return 'denied'
  return stage === 'ramp' ? `${String(weight)} %` : stage
}

/** Both sides' requests a second, as long as they are many. */
function flowBar(
  { legacy, candidate, weight, deny }: RouteStatus,
  flow: Flow | undefined,
): TemplateResult | typeof nothing {
  if (deny) return nothing
  const [old, young] = [flow?.legacy.perSecond ?? 0, flow?.candidate.perSecond ?? 0]
  const share = old + young === 0 ? weight / 100 : young / (old + young)
  const isIdle = old + young === 0
  const label = `${perSecond(old)} to ${legacy ?? 'nobody'}, ${perSecond(young)} to ${candidate ?? 'nobody'}`
  return html`<span class=${isIdle ? 'bar idle' : 'bar'} role="img" aria-label=${label} title=${label}>
      <span class="legacy" .style=${`flex-grow:${String(1 - share)}`}></span
      ><span class="candidate" .style=${`flex-grow:${String(share)}`}></span>
    </span>
    <span class="rates" aria-hidden="true"
      ><span class="of-legacy">${legacy === null ? '' : rate(old)}</span
      ><span class="of-candidate">${candidate === null ? '' : rate(young)}</span></span
    >`
}

function rate(value: number): string {
  return value === 0 ? '0' : perSecond(value)
}

/** Of the evidence where there is some, else of the last seconds. */
function errors({ evidence }: RouteStatus, flow: Flow | undefined): TemplateResult | string {
  const share = (failed: number, all: number): string => (all === 0 ? '–' : percent(failed / all))
  const [old, young] = evidence ? [evidence.legacy, evidence.candidate] : [flow?.legacy, flow?.candidate]
  if (!old || !young) return '–'
  if (old.requests + young.requests === 0) return '–'
  const hint = `legacy: ${String(old.errors)} of ${count(old.requests, 'request')}; candidate: ${String(young.errors)} of ${count(young.requests, 'request')}`
  return html`<span title=${hint}
    ><span class="of-legacy">${share(old.errors, old.requests)}</span>
    <span class="quiet">→</span>
    <span class="of-candidate">${share(young.errors, young.requests)}</span></span
  >`
}

function latency({ evidence }: RouteStatus): TemplateResult | string {
  const ratio = evidence?.latencyRatio ?? null
  if (ratio === null) return '–'
  return html`<span title="95th percentile of the candidate, over legacy's">× ${number(ratio)}</span>`
}

function mismatch({ evidence }: RouteStatus): TemplateResult | string {
  const bound = evidence?.mismatch?.bound ?? null
  if (!evidence?.mismatch || bound === null) return '–'
  const { mismatches, pairs } = evidence.mismatch
  const hint = `${String(mismatches)} of ${count(pairs, 'pair')} mismatch`
  return html`<span title=${hint}>≤ ${percent(bound / 100)}</span>`
}

function waits(route: RouteStatus, status: Status): string {
  const { hold, deny, candidate, legacy, stage, waitsFor, next } = route
  if (deny) return 'nobody gets in, on no side'
  if (candidate === null) return 'nobody takes it over'
  if (legacy === null && stage !== 'retired') return 'new: there is no legacy of it'
  if (hold) return `on hold: ${hold.why}`
  if (waitsFor !== undefined && waitsFor !== null) return waitsFor
  if (stage === 'retired') return 'done, for good'
  const { advance } = routeActions(route, status)
  if (advance && advance.hindrance !== null) return advance.hindrance
  return next ? `may go on to ${standing(next)}` : 'may be retired'
}
