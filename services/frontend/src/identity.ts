import { createHash } from 'node:crypto'
import { TokenError, type TokenVerifier, type VerifiedToken } from '@mythoughts/kit'
import type { UsersClient } from './users-client.ts'

export const SESSION_COOKIE = 'session'
export const TOKEN_COOKIE = 'session_token'

/** A token must live long enough for the calls that it is made for. */
const SECONDS_LEFT = 30

/** Who is asking. */
export interface Identity {
  readonly username: string
  readonly token: string
  /** The cookie to set when the token is new. */
  readonly cookie: string | null
}

type Cookies = Readonly<Record<string, string>>

/** The session of the cookies, if it can be one: a decimal number. */
export function sessionOf(cookies: Cookies): string | null {
  const session = cookies[SESSION_COOKIE]
  return session !== undefined && /^\d{1,80}$/.test(session) ? session : null
}

/** The cookie that carries a token; it counts only beside the session that it is bound to. */
export function tokenCookie(token: string): string {
  return `${TOKEN_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax`
}

/** Tells who is asking; null for anybody whose session the users service does not know, or no more. */
export function createIdentify(users: UsersClient, verifier: TokenVerifier) {
  return async (cookies: Cookies): Promise<Identity | null> => {
    const session = sessionOf(cookies)
    if (session === null) return null
    const token = cookies[TOKEN_COOKIE]
    const verified = token === undefined ? null : await verify(verifier, token)
    if (token !== undefined && verified && isBoundTo(verified, session) && livesOn(verified))
      return (await users.check(session)) ? { username: verified.username, token, cookie: null } : null
    const exchanged = await users.exchange(session)
    return exchanged && { ...exchanged, cookie: tokenCookie(exchanged.token) }
  }
}

async function verify(verifier: TokenVerifier, token: string): Promise<VerifiedToken | null> {
  try {
    return await verifier.verify(token)
  } catch (error) {
    if (error instanceof TokenError) return null
    throw error
  }
}

function isBoundTo({ sid }: VerifiedToken, session: string): boolean {
  return sid === createHash('sha256').update(session).digest('hex')
}

function livesOn({ exp }: VerifiedToken): boolean {
  return exp - Date.now() / 1000 > SECONDS_LEFT
}
