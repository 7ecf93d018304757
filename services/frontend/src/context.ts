import type { Answer } from './django/answers.ts'
import { maskSecret, newSecret, secretOf } from './django/csrf-token.ts'
import type { Identity } from './identity.ts'
import type { ThoughtsClient } from './thoughts-client.ts'
import type { UsersClient } from './users-client.ts'

/** The services behind the pages. */
export interface Backends {
  readonly users: UsersClient
  readonly thoughts: ThoughtsClient
  readonly identify: (cookies: Readonly<Record<string, string>>) => Promise<Identity | null>
}

/** A request as a view sees it. */
export interface Context extends Backends {
  readonly method: string
  readonly address: string
  readonly query: URLSearchParams
  readonly form: URLSearchParams
  readonly cookies: Readonly<Record<string, string>>
  /** A fresh masking of the visitor's secret for a form; makes the answer set the cookie. */
  readonly csrfToken: () => string
}

export type View = (context: Context) => Promise<Answer>

/** A source of form tokens for the visitor with this cookie, and the cookie to set once one was taken. */
export function createCsrf(sent = ''): { csrfToken: () => string; csrfCookie: () => string | null } {
  let used: string | null = null
  const csrfToken = (): string => {
    const secret = secretOf(used ?? sent) ?? newSecret()
    used ??= /^.{64}$/.test(sent) && secretOf(sent) ? sent : maskSecret(secret)
    return maskSecret(secret)
  }
  return { csrfToken, csrfCookie: () => used }
}
