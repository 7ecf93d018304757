import { StartError, TokenError, type TokenSigner, type TokenVerifier } from '@mythoughts/kit'

/** Refuses to start with a signing key whose tokens nobody would accept: its public half must be among the keys. */
export async function checkKeys(signer: TokenSigner, verifier: TokenVerifier): Promise<void> {
  const token = await signer.sign({ username: 'start' }, 60)
  await verifier.verify(token).catch((cause: unknown) => {
    if (!(cause instanceof TokenError)) throw cause
    throw new StartError(
      `TOKEN_SIGNING_KEY_FILE does not fit TOKEN_KEYS_FILE: ${cause.message}; add its public half to the keys first`,
    )
  })
}
