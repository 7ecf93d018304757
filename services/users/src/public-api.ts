import { describeApi, operation, text, type Api } from '@mythoughts/kit'
import { z } from 'zod'
import type { LogIn } from './login.ts'
import type { IssueToken } from './tokens.ts'

export interface PublicApiParts {
  readonly logIn: LogIn
  readonly issueToken: IssueToken
  readonly version: string
}

/** What clients that are no browsers use: a token for a name and a password, and no session. */
export function publicApi({ logIn, issueToken, version }: PublicApiParts): Api {
  const login = operation({
    method: 'post',
    path: '/api/login/',
    summary: 'Log in and get a token, valid for two days',
    body: z.object({ username: text(), password: text() }),
    answers: {
      200: {
        description: 'Send the value as the Authorization header',
        schema: z.object({ Authorized: z.string() }),
      },
      401: { description: 'The user name or the password is wrong' },
      429: { description: 'Too many failures; Retry-After says how many seconds to wait' },
    },
    handle: async ({ body, req }) => {
      const username = await logIn({ ...body, address: req.ip ?? 'unknown' })
      return { status: 200, body: { Authorized: `Bearer ${await issueToken.forApi(username)}` } }
    },
  })
  return describeApi({ title: 'MyThoughts users', version, operations: [login] })
}
