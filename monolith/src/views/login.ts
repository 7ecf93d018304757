import { formPage, redirect } from '../django/answers.ts'
import type { View } from '../django/context.ts'
import { lastValue } from '../django/paths.ts'
import { createSession } from '../models/session.ts'
import { authenticate } from '../models/user.ts'
import { renderLogin } from '../render.ts'

/** The form; posted, it begins a session. */
export const login: View = async ({ db, method, form, csrfToken }) => {
  if (method !== 'POST') return formPage(renderLogin({ csrfToken: csrfToken(), refused: false }))
  const username = lastValue(form, 'username')
  const password = lastValue(form, 'password')
  const user =
    username === undefined || password === undefined ? null : await authenticate(db, username, password)
  if (user === null) return formPage(renderLogin({ csrfToken: csrfToken(), refused: true }))
  return redirect('/', [`session=${await createSession(db, user)}; Path=/`])
}
