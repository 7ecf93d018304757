import { html, nothing, type TemplateResult } from 'lit-html'
import type { Session } from '../api/session.ts'

/** Asks for a token of the API. */
export function signIn(notice: string, enter: (session: Session) => void): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const fields = new FormData(event.target as HTMLFormElement)
    const valueOf = (name: string): string => {
      const value = fields.get(name)
      return typeof value === 'string' ? value.trim() : ''
    }
    const token = valueOf('token')
    // A header carries both; what does not fit into one is no token.
    if (/^[\x21-\x7e]+$/.test(token)) enter({ token, name: valueOf('name').replaceAll(/[^\x20-\x7e]/g, '?') })
  }
  return html`<main class="sign-in">
    <h1>strangler</h1>
    <p>Sign in with a token of the controller. A viewer's lets you look, an operator's lets you act too.</p>
    <form @submit=${submit}>
      ${notice === '' ? nothing : html`<p role="alert" class="notice">${notice}</p>`}
      <label for="token">Token</label>
      <input id="token" name="token" type="password" autocomplete="off" required spellcheck="false" />
      <label for="name">Your name, for the audit <span class="quiet">(may stay empty)</span></label>
      <input id="name" name="name" maxlength="100" autocomplete="username" />
      <button type="submit" class="main">Sign in</button>
    </form>
    <p class="quiet">
      The token is what <code>OPERATOR_TOKEN</code> or <code>VIEWER_TOKEN</code> of the controller says; one
      that made its own prints it, and <code>CONTEXT_FILE</code> holds it. It stays in this tab and is in no
      cookie, so no other page can act in your name; closing the tab forgets it.
    </p>
  </main>`
}
