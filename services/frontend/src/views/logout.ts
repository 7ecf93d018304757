import type { View } from '../context.ts'
import { redirect } from '../django/answers.ts'
import { sessionOf, TOKEN_COOKIE } from '../identity.ts'

const GONE = 'expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/'

/** Ends the session, if there is one. */
export const logout: View = async ({ users, cookies }) => {
  const session = sessionOf(cookies)
  if (session !== null) await users.logOut(session)
  const token = cookies[TOKEN_COOKIE] === undefined ? null : `${TOKEN_COOKIE}=""; ${GONE}`
  return redirect('/login/', [`session=""; ${GONE}`, token])
}
