import { html, nothing, type TemplateResult } from 'lit-html'
import type { Action } from '../actions/action.ts'
import type { Desk } from '../desk.ts'

/** The button of an action; who may not, or not now, is told why. */
export function actionButton(desk: Desk, action: Action, isMain = false): TemplateResult {
  const hindrance = hindranceOf(desk, action)
  const propose = (): void => {
    if (hindrance === null) desk.propose(action)
  }
  // A button that is merely marked as disabled can still be reached and read.
  return html`<button
    type="button"
    class=${`act${isMain ? ' main' : ''}${action.isGrave ? ' grave' : ''}`}
    aria-disabled=${hindrance === null ? 'false' : 'true'}
    title=${hindrance ?? action.verb}
    data-action=${action.key}
    @click=${propose}
  >
    ${action.label}<span class="sr">
      (${action.verb}${hindrance === null ? nothing : `; not now: ${hindrance}`})</span
    >
  </button>`
}

function hindranceOf({ whoami }: Desk, { hindrance }: Action): string | null {
  return whoami()?.role === 'viewer' ? 'you are signed in with a token that may only look' : hindrance
}
