import type { View } from '../context.ts'
import { redirect } from '../django/answers.ts'
import { lastValue } from '../django/paths.ts'

/** Stores what the form posts. */
export const newThought: View = async ({ identify, thoughts, method, form, cookies }) => {
  const user = await identify(cookies)
  if (user === null) return redirect('/login/')
  const text = lastValue(form, 'text')
  if (method === 'POST' && text) await thoughts.add(user.token, text)
  return redirect('/thoughts/', [user.cookie])
}
