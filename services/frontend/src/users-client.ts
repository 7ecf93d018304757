import type { ServiceAnswer, ServiceClient } from '@mythoughts/kit'
import { z } from 'zod'
import { TooManyLogins } from './errors.ts'
import { refusedOrUnexpected, unexpected } from './unexpected-answer.ts'

const tokenOfUser = z.object({ token: z.string(), username: z.string() })
const newSession = tokenOfUser.extend({ session: z.string() })

export type TokenOfUser = z.output<typeof tokenOfUser>
export type NewSession = z.output<typeof newSession>

/** The users service, as the pages need it. Everything throws ServiceUnavailable without a usable answer. */
export interface UsersClient {
  /** Null: wrong name or password. Throws TooManyLogins, and BadRequest for what no name or password can be. */
  logIn(login: { username: string; password: string; address: string }): Promise<NewSession | null>
  /** A token for a session; null if there is no such session. */
  exchange(session: string): Promise<TokenOfUser | null>
  /** Whether the session is still there. */
  check(session: string): Promise<boolean>
  logOut(session: string): Promise<void>
}

export function createUsersClient(service: ServiceClient): UsersClient {
  const post = (path: string, json: object, repeatable = false): Promise<ServiceAnswer> =>
    service.request({ method: 'POST', path, json, repeatable })
  return {
    async logIn(login) {
      const answer = await post('/admin/sessions/', login)
      if (answer.status === 201) return answer.read(newSession)
      if (answer.status === 401) return null
      if (answer.status === 429) throw new TooManyLogins(String(answer.headers['retry-after'] ?? '60'))
      throw refusedOrUnexpected('users', answer)
    },
    async exchange(session) {
      const answer = await post('/admin/sessions/exchange/', { session }, true)
      return answer.status === 404 ? null : expect(answer, 200).read(tokenOfUser)
    },
    async check(session) {
      const answer = await post('/admin/sessions/check/', { session }, true)
      return answer.status !== 404 && expect(answer, 204).status === 204
    },
    async logOut(session) {
      expect(await post('/admin/sessions/logout/', { session }, true), 204)
    },
  }
}

function expect(answer: ServiceAnswer, status: number): ServiceAnswer {
  if (answer.status === status) return answer
  throw unexpected('users', answer)
}
