import type { TokenSigner } from '@mythoughts/kit'
import { sidOf } from './session.ts'

/** The two kinds of tokens: for API clients, and bound to a browser's session. */
export interface IssueToken {
  forApi(username: string): Promise<string>
  forSession(username: string, session: string): Promise<string>
}

export function createIssueToken(
  signer: TokenSigner,
  { apiTokenSeconds, sessionTokenSeconds }: { apiTokenSeconds: number; sessionTokenSeconds: number },
): IssueToken {
  return {
    forApi: (username) => signer.sign({ username }, apiTokenSeconds),
    forSession: (username, session) => signer.sign({ username, sid: sidOf(session) }, sessionTokenSeconds),
  }
}
