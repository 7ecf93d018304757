import type { Database } from '../database.ts'
import { maskSecret, newSecret, secretOf } from './csrf-token.ts'

/** A request as a view sees it. */
export interface Context {
  readonly db: Database
  readonly method: string
  readonly query: URLSearchParams
  readonly form: URLSearchParams
  readonly cookies: Readonly<Record<string, string>>
  /** A fresh masking of the visitor's secret for a form; makes the answer set the cookie. */
  readonly csrfToken: () => string
}

/** What a view gives back; the chain adds what every answer has. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly cookies?: readonly string[]
  readonly body: string
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
