import { describeApi, type Api } from '@mythoughts/kit'
import type { CreateUser } from './create-user.ts'
import type { LegacySessionsStore } from './legacy-sessions-store.ts'
import type { LogIn } from './login.ts'
import { sessionOperations } from './session-operations.ts'
import type { IssueToken } from './tokens.ts'
import { userOperations } from './user-operations.ts'

export interface InternalApiParts {
  readonly logIn: LogIn
  readonly createUser: CreateUser
  readonly sessions: LegacySessionsStore
  readonly issueToken: IssueToken
  readonly version: string
}

/** What the other services and operators use; never reachable from outside. */
export function internalApi(parts: InternalApiParts): Api {
  const operations = [...userOperations(parts), ...sessionOperations(parts)]
  return describeApi({ title: 'MyThoughts users, internal', version: parts.version, operations })
}
