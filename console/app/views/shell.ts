import { html, nothing, type TemplateResult } from 'lit-html'
import type { Status } from '../api/answers-of-the-api.ts'
import type { Desk } from '../desk.ts'
import { confirmDialog } from '../parts/confirm-dialog.ts'
import { switchTheme } from '../parts/theme.ts'
import { duration } from '../parts/words.ts'
import { addressOf } from '../place.ts'
import { differencesView } from './differences/differences-view.ts'
import { routeView } from './route/route-view.ts'
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
]
const STATUS_EVERY_MS = 2000
/** Older than that, and something is wrong. */
const STALE_MS = 6000

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
        ${freshness(status.at)}
        <span>${desk.whoami()?.who ?? ''}</span>
        <button type="button" class="plain" @click=${theme(desk)}>Light or dark</button>
        <button type="button" class="plain" @click=${desk.signOut}>Sign out</button>
      </span>
    </header>
    ${stale(desk, status.at)}
    <main id="main" tabindex="-1">${view?.draw(desk) ?? nothing}</main>
    <div class="sr" role="status" aria-live="polite">${desk.news()}</div>
    ${confirmDialog(desk)}`
}

/** A route belongs to the move. */
function isCurrent(own: string, name: string): boolean {
  return own === name || (own === '' && name === 'route')
}

function freshness(at: number | null): TemplateResult {
  const isFresh = at !== null && performance.now() - at < STALE_MS
  return html`<span class=${isFresh ? 'fresh' : 'fresh gone'}>${isFresh ? 'live' : 'not live'}</span>`
}

function stale({ answers }: Desk, at: number | null): TemplateResult | typeof nothing {
  const { refusal } = answers.get<Status>('status', STATUS_EVERY_MS)
  if (at === null)
    return refusal
      ? html`<p class="stale" role="alert">Nothing to show yet: ${refusal.message}.</p>`
      : nothing
  const age = performance.now() - at
  if (age < STALE_MS) return nothing
  return html`<p class="stale" role="alert">
    As of <b>${duration(age)}</b> ago: ${refusal?.message ?? 'the controller does not answer'}. Asking again
    by itself.
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
