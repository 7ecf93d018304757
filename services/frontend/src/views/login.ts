import type { View } from '../context.ts'
import { formPage, redirect } from '../django/answers.ts'
import { lastValue } from '../django/paths.ts'
import { tokenCookie } from '../identity.ts'
import { renderLogin } from '../render.ts'

/** The form; posted, it begins a session. */
export const login: View = async ({ users, method, form, address, csrfToken }) => {
  if (method !== 'POST') return formPage(renderLogin({ csrfToken: csrfToken(), refused: false }))
  const username = lastValue(form, 'username')
  const password = lastValue(form, 'password')
  const begun =
    username === undefined || password === undefined
      ? null
      : await users.logIn({ username, password, address })
  if (begun === null) return formPage(renderLogin({ csrfToken: csrfToken(), refused: true }))
  return redirect('/', [`session=${begun.session}; Path=/`, tokenCookie(begun.token)])
}
