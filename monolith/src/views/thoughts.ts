import { formPage, redirect } from '../django/answers.ts'
import type { View } from '../django/context.ts'
import { sessionUser } from '../models/session.ts'
import { thoughtsOf } from '../models/thought.ts'
import { renderThoughts } from '../render.ts'

/** The user's own thoughts. */
export const thoughts: View = async ({ db, cookies, csrfToken }) => {
  const username = await sessionUser(db, cookies['session'])
  if (username === null) return redirect('/login/')
  const own = await thoughtsOf(db, username)
  return formPage(renderThoughts({ csrfToken: csrfToken(), username, thoughts: own }))
}
