import { importJWK, type CryptoKey, type JWK } from 'jose'
import { z } from 'zod'
import { StartError } from './errors.ts'

/** The one algorithm that is signed with and accepted: never what a token's header asks for. */
export const TOKEN_ALGORITHM = 'RS256'

const publicJwk = z.object({
  kty: z.literal('RSA', { error: 'kty must be "RSA"' }),
  kid: z.string({ error: 'kid is missing: tokens name their key by it' }).min(1).max(200),
  n: z.string().min(342, { error: 'the key has fewer than 2048 bits' }),
  e: z.string(),
  alg: z.literal(TOKEN_ALGORITHM, { error: 'alg must be "RS256"' }).optional(),
  use: z.literal('sig', { error: 'use must be "sig"' }).optional(),
})
const publicOnly = publicJwk.extend({
  d: z.undefined({ error: 'holds a private key (d); only the signer may have it' }).optional(),
})
const privateJwk = publicJwk.extend({
  d: z.string({ error: 'd is missing: this is no private key' }),
  p: z.string(),
  q: z.string(),
  dp: z.string(),
  dq: z.string(),
  qi: z.string(),
})
const jwks = z.object({ keys: z.array(publicOnly).min(1, { error: 'there is no key' }) })

export interface SigningKey {
  readonly kid: string
  readonly key: CryptoKey
}

/** The key of a private RSA JWK (JSON, RFC 7517) with `kid`; throws StartError naming every fault, never the key. */
export async function parseSigningKey(text: string): Promise<SigningKey> {
  const jwk = check(privateJwk, text, 'the private JWK')
  return { kid: jwk.kid, key: await importRsa(jwk) }
}

/** The keys of a JWKS by `kid`. Private parts and repeated kids are refused. */
export async function parseVerificationKeys(text: string): Promise<ReadonlyMap<string, CryptoKey>> {
  const { keys } = check(jwks, text, 'the JWKS')
  const entries = await Promise.all(keys.map(async (jwk) => [jwk.kid, await importRsa(jwk)] as const))
  const byKid = new Map(entries)
  if (byKid.size < entries.length)
    throw new StartError('the JWKS has two keys with the same kid; give each its own')
  return byKid
}

async function importRsa(jwk: z.output<typeof publicOnly> | z.output<typeof privateJwk>): Promise<CryptoKey> {
  try {
    return (await importJWK(jwk as JWK, TOKEN_ALGORITHM)) as CryptoKey
  } catch {
    throw new StartError('the key cannot be read; make it anew as an RSA JWK')
  }
}

function check<T>(schema: z.ZodType<T>, text: string, what: string): T {
  const parsed = schema.safeParse(parseJson(text, what))
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || what}: ${issue.message}`)
  throw new StartError(`${what} is not usable: ${faults.join('; ')}`)
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new StartError(`${what} is not valid JSON`)
  }
}
