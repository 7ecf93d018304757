import type { View } from '../context.ts'
import { formPage, redirect } from '../django/answers.ts'
import { renderThoughts } from '../render.ts'

/** The user's own thoughts. */
export const thoughts: View = async ({ identify, thoughts: service, cookies, csrfToken }) => {
  const user = await identify(cookies)
  if (user === null) return redirect('/login/')
  const own = await service.own(user.token)
  const { username } = user
  return formPage(renderThoughts({ csrfToken: csrfToken(), username, thoughts: own }), [user.cookie])
}
