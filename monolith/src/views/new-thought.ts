import { redirect } from '../django/answers.ts'
import type { View } from '../django/context.ts'
import { lastValue } from '../django/paths.ts'
import { sessionUser } from '../models/session.ts'
import { addThought } from '../models/thought.ts'

/** Stores what the form posts. */
export const newThought: View = async ({ db, method, form, cookies }) => {
  const username = await sessionUser(db, cookies['session'])
  if (username === null) return redirect('/login/')
  const text = lastValue(form, 'text')
  if (method === 'POST' && text) await addThought(db, username, text)
  return redirect('/thoughts/')
}
