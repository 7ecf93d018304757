import { SignJWT } from 'jose'
import type { Logger } from './log.ts'
import { openReloadingFile } from './reloading-file.ts'
import { parseSigningKey, TOKEN_ALGORITHM } from './token-keys.ts'

/** What a token says: who, and for session tokens `sid`, the hex SHA-256 of the session value it is bound to. */
export interface TokenClaims {
  readonly username: string
  readonly sid?: string
}

export interface TokenSigner {
  sign(claims: TokenClaims, lifetimeSeconds: number): Promise<string>
}

/** Signs with the private JWK in `file`; a changed file is taken up without a restart. Throws if it is unusable now. */
export async function createTokenSigner(
  file: string,
  { logger }: { logger?: Logger } = {},
): Promise<TokenSigner> {
  const keys = await openReloadingFile(file, parseSigningKey, logger)
  return {
    async sign({ username, sid }, lifetimeSeconds) {
      const { kid, key } = await keys.current()
      const issuedAt = Math.floor(Date.now() / 1000)
      return new SignJWT({ username, ...(sid === undefined ? {} : { sid }) })
        .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid, typ: 'JWT' })
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(key)
    },
  }
}
