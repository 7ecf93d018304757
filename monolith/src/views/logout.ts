import { redirect } from '../django/answers.ts'
import type { View } from '../django/context.ts'
import { deleteSession } from '../models/session.ts'

const CLEARED = 'session=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/'

/** Ends the session, if there is one. */
export const logout: View = async ({ db, cookies }) => {
  await deleteSession(db, cookies['session'])
  return redirect('/login/', [CLEARED])
}
