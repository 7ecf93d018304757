import { html, nothing, type TemplateResult } from 'lit-html'
import type { Answer } from '../api/answers.ts'
import type { Status } from '../api/answers-of-the-api.ts'
import type { Desk } from '../desk.ts'
import { confirmDialog } from '../parts/confirm-dialog.ts'
import { switchTheme } from '../parts/theme.ts'
import { duration } from '../parts/words.ts'
import { addressOf } from '../place.ts'
import { differencesView } from './differences/differences-view.ts'
import { edgeView } from './edge/edge-view.ts'
import { historyView } from './history/history-view.ts'
import { routeView } from './route/route-view.ts'
import { systemView } from './system/system-view.ts'
import { moveView } from './the-move/move-view.ts'

interface View {
  readonly name: string
  readonly title: string
  readonly draw: (desk: Desk) => TemplateResult
}

const VIEWS: readonly View[] = [
  { name: '', title: 'The move', draw: moveView },
  { name: 'route', title: 'A route', draw: routeView },
  { name: 'differences', title: 'Differences', draw: differencesView },
  { name: 'edge', title: 'Edge', draw: edgeView },
  { name: 'history', title: 'History', draw: historyView },
  { name: 'system', title: 'System', draw: systemView },
]
const STATUS_EVERY_MS = 2000
/** Older than that, and something is wrong; sooner where somebody said so. */
const STALE_MS = 6000
const REFUSED_MS = 3500

/** The frame of every view: where one is, whether what is shown is true, and who one is. */
export function shell(desk: Desk): TemplateResult {
  const [name = ''] = desk.place().path
  const view = VIEWS.find((each) => each.name === name) ?? VIEWS[0]
  const status = desk.answers.get<Status>('status', STATUS_EVERY_MS)
  return html`<a class="skip" href="#main" @click=${skipToMain}>To the content</a>
    <header>
      <a class="brand" href=${addressOf([])}>strangler <b>${status.value?.plan ?? ''}</b></a>
      <nav aria-label="Views">
        ${VIEWS.filter(({ name: each }) => each !== 'route').map(
          (each) =>
            html`<a
              href=${addressOf(each.name === '' ? [] : [each.name])}
              aria-current=${isCurrent(each.name, name) ? 'page' : 'false'}
              >${each.title}</a
            >`,
        )}
      </nav>
      <span class="who">
        ${freshness(status)}
        <span>${desk.whoami()?.who ?? ''}</span>
        <button type="button" class="plain" @click=${theme(desk)}>Light or dark</button>
        <button type="button" class="plain" @click=${desk.signOut}>Sign out</button>
      </span>
    </header>
    ${stale(status)}
    <main id="main" tabindex="-1" data-view=${desk.place().path.join('/')}>
      ${view?.draw(desk) ?? nothing}
    </main>
    <div class="sr" role="status" aria-live="polite">${desk.news()}</div>
    ${confirmDialog(desk)}`
}

/** A route belongs to the move. */
function isCurrent(own: string, name: string): boolean {
  return own === name || (own === '' && name === 'route')
}

/** For how long what is shown has not been true for sure, in milliseconds; null while it is. */
function staleness({ at, refusal }: Answer<Status>): number | null {
  if (at === null) return refusal ? Infinity : null
  const age = performance.now() - at
  return age < (refusal ? REFUSED_MS : STALE_MS) ? null : age
}

function freshness(status: Answer<Status>): TemplateResult {
  const isFresh = staleness(status) === null
  return html`<span class=${isFresh ? 'fresh' : 'fresh gone'}>${isFresh ? 'live' : 'not live'}</span>`
}

function stale(status: Answer<Status>): TemplateResult | typeof nothing {
  const { at, refusal } = status
  const age = staleness(status)
  const why = refusal?.message ?? 'the controller does not answer'
  if (age === null) return nothing
  if (at === null)
    return refusal ? html`<p class="stale" role="alert">Nothing to show yet: ${why}.</p>` : nothing
  // What changes every second is not read out every second.
  return html`<p class="stale">
    <span role="alert"><span class="sr">Not live: ${why}.</span></span>
    As of <b>${duration(age)}</b> ago: ${why}. Asking again by itself.
  </p>`
}

function theme({ redraw }: Desk): () => void {
  return () => {
    switchTheme()
    redraw()
  }
}

function skipToMain(event: Event): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('main')?.focus()
}
