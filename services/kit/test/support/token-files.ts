import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, type JWK } from 'jose'

export interface KeyPair {
  readonly privateJwk: JWK
  readonly publicJwk: JWK
}

/** A fresh RSA key pair named `kid`. */
export async function makeKeyPair(kid: string): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const common = { kid, alg: 'RS256', use: 'sig' }
  return {
    privateJwk: { ...(await exportJWK(privateKey)), ...common },
    publicJwk: { ...(await exportJWK(publicKey)), ...common },
  }
}

export interface TokenFiles extends AsyncDisposable {
  readonly signingKeyFile: string
  readonly keysFile: string
  signWith(pair: KeyPair): Promise<void>
  accept(...pairs: KeyPair[]): Promise<void>
}

/** A directory with the signer's and the verifiers' files, replaced as a deployment would: by renaming. */
export async function makeTokenFiles(pair: KeyPair): Promise<TokenFiles> {
  const directory = await mkdtemp(join(tmpdir(), 'keys-'))
  const replace = async (name: string, content: unknown) => {
    await writeFile(join(directory, `${name}.new`), JSON.stringify(content))
    await rename(join(directory, `${name}.new`), join(directory, name))
  }
  const files: TokenFiles = {
    signingKeyFile: join(directory, 'signing.json'),
    keysFile: join(directory, 'keys.json'),
    signWith: ({ privateJwk }) => replace('signing.json', privateJwk),
    accept: (...pairs) => replace('keys.json', { keys: pairs.map(({ publicJwk }) => publicJwk) }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  }
  await files.signWith(pair)
  await files.accept(pair)
  return files
}
