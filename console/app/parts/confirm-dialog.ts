import { html, nothing, type TemplateResult } from 'lit-html'
import { ref } from 'lit-html/directives/ref.js'
import { live } from 'lit-html/directives/live.js'
import type { Confirmation } from '../confirming.ts'
import type { Desk } from '../desk.ts'

/** Says exactly what will happen, and asks for a reason. */
export function confirmDialog(desk: Desk): TemplateResult | typeof nothing {
  const confirmation = desk.confirmation()
  if (!confirmation) return nothing
  const { action, isBusy, reason } = confirmation
  const isMissing = action.needsReason && reason.trim() === ''
  const submit = (event: Event): void => {
    event.preventDefault()
    if (!isMissing) desk.confirm()
  }
  return html`<dialog ${ref(showModal)} aria-labelledby="confirm-title" @cancel=${desk.cancel}>
    <form @submit=${submit}>
      <h2 id="confirm-title">${action.verb}?</h2>
      <ul class="consequences">
        ${action.consequences.map((sentence) => html`<li>${sentence}</li>`)}
      </ul>
      <label for="reason">Why ${action.needsReason ? '(needed)' : '(for the audit)'}</label>
      <input
        id="reason"
        maxlength="500"
        autocomplete="off"
        .value=${live(reason)}
        ?required=${action.needsReason}
        @input=${(event: InputEvent) => {
          confirmation.reason = (event.target as HTMLInputElement).value
          desk.redraw()
        }}
      />
      ${refusal(desk, confirmation)}
      <div class="buttons">
        <button
          type="submit"
          class=${action.isGrave ? 'main grave' : 'main'}
          ?disabled=${isBusy || isMissing}
        >
          ${isBusy ? 'One moment …' : action.verb}
        </button>
        <button type="button" @click=${desk.cancel}>Cancel</button>
      </div>
    </form>
  </dialog>`
}

function refusal(desk: Desk, { action, refusal: refused }: Confirmation): TemplateResult | typeof nothing {
  if (!refused) return nothing
  const { forced } = action
  return html`<div class="refused" role="alert">
    <p>${refused.message}</p>
    ${refused.remedy === null ? nothing : html`<p class="quiet">To mend it: ${refused.remedy}.</p>`}
    ${
      forced
        ? html`<button type="button" class="grave" @click=${() => desk.propose(forced)}>
            Do it all the same …
          </button>`
        : nothing
    }
  </div>`
}

/** Who had the focus before; gets it back. */
let opener: Element | null = null

function showModal(element: Element | undefined): void {
  if (element instanceof HTMLDialogElement) {
    opener = document.activeElement
    // It is put into the page only after this.
    queueMicrotask(() => {
      if (element.isConnected && !element.open) element.showModal()
    })
  } else if (opener instanceof HTMLElement) opener.focus()
}
