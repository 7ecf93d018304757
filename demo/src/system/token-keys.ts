import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Makes a signing key and the set of accepted public keys (RFC 7517) in a folder; gives their files. */
export async function makeTokenKeys(folder: string): Promise<{ signingKeyFile: string; keysFile: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const common = { kid: 'demo-1', alg: 'RS256', use: 'sig' }
  const files = { signingKeyFile: join(folder, 'signing.json'), keysFile: join(folder, 'keys.json') }
  const privateJwk = { ...privateKey.export({ format: 'jwk' }), ...common }
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), ...common }
  await writeFile(files.signingKeyFile, JSON.stringify(privateJwk), { mode: 0o600 })
  await writeFile(files.keysFile, JSON.stringify({ keys: [publicJwk] }))
  return files
}
