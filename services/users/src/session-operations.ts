import { HttpError, operation, text, type Operation } from '@mythoughts/kit'
import { z } from 'zod'
import type { LegacySessionsStore } from './legacy-sessions-store.ts'
import type { LogIn } from './login.ts'
import { isSession, newSession } from './session.ts'
import type { IssueToken } from './tokens.ts'

export interface SessionParts {
  readonly logIn: LogIn
  readonly sessions: LegacySessionsStore
  readonly issueToken: IssueToken
}

const oneSession = z.object({ session: text() })
const tokenOfUser = z.object({ token: z.string(), username: z.string() })
const unknown = { 404: { description: 'There is no such session' } }

export function sessionOperations(parts: SessionParts): Operation[] {
  return [start(parts), exchange(parts), check(parts), logout(parts)]
}

function start({ logIn, sessions, issueToken }: SessionParts): Operation {
  return operation({
    method: 'post',
    path: '/admin/sessions/',
    summary: "Log in: the user's one session, and a token bound to it",
    body: z.object({ username: text(), password: text(), address: text({ max: 100 }).default('unknown') }),
    answers: {
      201: {
        description: "The session; the user's earlier ones are gone",
        schema: tokenOfUser.extend({ session: z.string() }),
      },
      401: { description: 'The user name or the password is wrong' },
      429: { description: 'Too many failures; Retry-After says how many seconds to wait' },
    },
    handle: async ({ body }) => {
      const username = await logIn(body)
      const session = newSession()
      const token = await issueToken.forSession(username, session)
      await sessions.replace(username, session)
      return { status: 201, body: { session, token, username } }
    },
  })
}

function exchange({ sessions, issueToken }: SessionParts): Operation {
  return operation({
    method: 'post',
    path: '/admin/sessions/exchange/',
    summary: 'A token for a session that is already there',
    body: oneSession,
    answers: { 200: { description: 'A token bound to the session', schema: tokenOfUser }, ...unknown },
    handle: async ({ body: { session } }) => {
      const username = await ownerOf(sessions, session)
      return { status: 200, body: { token: await issueToken.forSession(username, session), username } }
    },
  })
}

function check({ sessions }: SessionParts): Operation {
  return operation({
    method: 'post',
    path: '/admin/sessions/check/',
    summary: 'Whether a session is still there',
    body: oneSession,
    answers: { 204: { description: 'It is' }, ...unknown },
    handle: async ({ body: { session } }) => {
      await ownerOf(sessions, session)
      return { status: 204 }
    },
  })
}

function logout({ sessions }: SessionParts): Operation {
  return operation({
    method: 'post',
    path: '/admin/sessions/logout/',
    summary: 'End a session',
    body: oneSession,
    answers: { 204: { description: 'It is gone, or never was' } },
    handle: async ({ body: { session } }) => {
      if (isSession(session)) await sessions.remove(session)
      return { status: 204 }
    },
  })
}

async function ownerOf(sessions: LegacySessionsStore, session: string): Promise<string> {
  const username = isSession(session) ? await sessions.find(session) : undefined
  if (username === undefined) throw new HttpError(404, 'unknown_session', 'there is no such session')
  return username
}
