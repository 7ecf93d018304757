/** Who is signed in, and with which token. */
export interface Session {
  readonly token: string
  /** For the audit; may be empty. */
  readonly name: string
}

const KEY = 'strangler-session'

/**
 * SECURITY: the token lives in this tab alone, and every call names it. No cookie carries it, so no other site can
 * make a browser act with it; it is gone when the tab is closed.
 */
export function storedSession(): Session | null {
  const { token, name } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Session>
  return token === undefined ? null : { token, name: name ?? '' }
}

export function storeSession(session: Session | null): void {
  if (session) sessionStorage.setItem(KEY, JSON.stringify(session))
  else sessionStorage.removeItem(KEY)
}
