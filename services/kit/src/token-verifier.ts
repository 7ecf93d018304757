import { errors, jwtVerify, type JWTHeaderParameters } from 'jose'
import { z } from 'zod'
import { TokenError } from './errors.ts'
import type { Logger } from './log.ts'
import { openReloadingFile } from './reloading-file.ts'
import { parseVerificationKeys, TOKEN_ALGORITHM } from './token-keys.ts'

/** Seconds that clocks of two machines may differ. */
const CLOCK_TOLERANCE = 5
const MAX_LENGTH = 4096

const claims = z.object({
  username: z.string().min(1).max(200),
  iat: z.number(),
  exp: z.number(),
  sid: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})

/** A user as a verified token names them. */
export interface VerifiedToken {
  readonly username: string
  readonly sid: string | undefined
  /** Seconds since 1970, as in the token. */
  readonly iat: number
  readonly exp: number
}

export interface TokenVerifier {
  /** Throws TokenError, saying why, for anything but a valid RS256 token of a known key. */
  verify(token: string): Promise<VerifiedToken>
}

/** Accepts tokens of every key in the JWKS `file`; a changed file is taken up within a second. Throws if unusable now. */
export async function createTokenVerifier(
  file: string,
  { logger }: { logger?: Logger } = {},
): Promise<TokenVerifier> {
  const keys = await openReloadingFile(file, parseVerificationKeys, logger)
  const keyOf = async ({ kid }: JWTHeaderParameters) => {
    const key = kid === undefined ? undefined : (await keys.current()).get(kid)
    if (!key) throw new TokenError('the token is signed with an unknown key')
    return key
  }
  return {
    async verify(token) {
      if (token.length > MAX_LENGTH) throw new TokenError('the token is too long')
      const { payload } = await jwtVerify(token, keyOf, {
        algorithms: [TOKEN_ALGORITHM],
        clockTolerance: CLOCK_TOLERANCE,
        requiredClaims: ['username', 'iat', 'exp'],
      }).catch((error: unknown) => {
        throw tokenErrorOf(error)
      })
      const parsed = claims.safeParse(payload)
      if (!parsed.success) throw new TokenError('the token lacks claims or has malformed ones')
      const { username, sid, iat, exp } = parsed.data
      if (iat > Date.now() / 1000 + CLOCK_TOLERANCE) throw new TokenError('the token is from the future')
      return { username, sid, iat, exp }
    },
  }
}

/** Only what jose says of the token becomes a TokenError: any other fault is ours. */
function tokenErrorOf(error: unknown): unknown {
  if (error instanceof TokenError || !(error instanceof errors.JOSEError)) return error
  if (error instanceof errors.JWTExpired) return new TokenError('the token has expired')
  if (error instanceof errors.JOSEAlgNotAllowed)
    return new TokenError(`the token is not signed with ${TOKEN_ALGORITHM}`)
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return new TokenError('the signature of the token is wrong')
  return new TokenError('the token is malformed')
}
