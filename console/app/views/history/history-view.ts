import { html, nothing, type TemplateResult } from 'lit-html'
import type { Status, Step, Steps } from '../../api/answers-of-the-api.ts'
import type { Desk } from '../../desk.ts'
import { stepTable } from '../../parts/step-table.ts'
import { clock, count } from '../../parts/words.ts'
import { addressOf } from '../../place.ts'

const EVERY_MS = 10_000
const ACTIONS = [
  ...['set', 'shadow', 'advance', 'rollback', 'hold', 'release', 'approve'],
  ...['adopt', 'revert', 'retire', 'pause', 'resume'],
]

const MOST = 1000

/** Who moved what, when and why; what is filtered by stands in the address. */
export function historyView(desk: Desk): TemplateResult {
  const { route = '', action = '', text = '', step = '' } = desk.place().query
  const path = `steps?limit=${String(MOST)}${route === '' ? '' : `&route=${encodeURIComponent(route)}`}`
  const { value, refusal } = desk.answers.get<Steps>(path, EVERY_MS)
  const all = value?.steps ?? []
  const steps = all.filter((each) => (action === '' || each.action === action) && holds(each, text))
  const one = all.find(({ id }) => id === step)
  return html`<h1 tabindex="-1">
      ${value ? html`<b>${count(steps.length, 'step')}</b>${all.length === MOST ? ', of the latest' : ''}` : 'History'}
    </h1>
    ${refusal ? html`<p class="notice">${refusal.message}.</p>` : nothing} ${one ? detail(one) : nothing}
    ${filters(desk, { route, action, text })} ${stepTable(steps, 'Steps', step)}
    <p class="quiet legend">
      Each line is bound to all lines before it by its hash; <code>strangler log --verify</code> tells whether
      one was changed.
    </p>`
}

function holds({ who, why, route, action }: Step, text: string): boolean {
  return [who, why, route, action].some((part) => part?.toLowerCase().includes(text.toLowerCase()) ?? false)
}

type Filters = Readonly<Record<'route' | 'action' | 'text', string>>

function filters({ answers }: Desk, chosen: Filters): TemplateResult {
  const routes = answers.get<Status>('status').value?.routes ?? []
  const change = (name: keyof Filters) => (event: Event) => {
    const { value } = event.target as HTMLInputElement | HTMLSelectElement
    location.replace(addressOf(['history'], { ...chosen, [name]: value }))
  }
  const options = (all: readonly string[], own: string): readonly TemplateResult[] =>
    ['', ...all].map(
      (each) => html`<option value=${each} ?selected=${each === own}>${each === '' ? 'all' : each}</option>`,
    )
  return html`<form class="filters" role="search" @submit=${(event: Event) => event.preventDefault()}>
    <label
      >Route
      <select @change=${change('route')}>
        ${options(
          routes.map(({ id }) => id),
          chosen.route,
        )}
      </select></label
    >
    <label
      >What
      <select @change=${change('action')}>
        ${options(ACTIONS, chosen.action)}
      </select></label
    >
    <label>Who or why <input type="search" .value=${chosen.text} @change=${change('text')} /></label>
  </form>`
}

/** A line with all that it rests on. */
function detail(step: Step): TemplateResult {
  const { action, route, at, who, why, hash, evidence } = step
  return html`<section class="detail" aria-label="One step">
    <p>
      <b>${action} ${route === '*' ? 'everything' : route}</b>, ${clock(at)}, by
      ${who}${why === null ? '' : `: ${why}`}
      <a href=${addressOf(['history'])}>Close</a>
    </p>
    ${hash === undefined || hash === null ? nothing : html`<p class="quiet">Hash <code>${hash}</code></p>`}
    ${evidence === null ? nothing : html`<pre tabindex="0">${JSON.stringify(evidence, null, 2)}</pre>`}
  </section>`
}
