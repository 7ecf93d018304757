import { generateKeyPairSync } from 'node:crypto'
import { chownSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

// Whom the processes run as in their containers.
const OWNER = 65532
const root = process.env['VOLUMES'] ?? '/volumes'
const signing = join(root, 'signing-key/signing.json')

if (!existsSync(signing)) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const common = { kid: 'compose-1', alg: 'RS256', use: 'sig' }
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), ...common }
  writeFileSync(join(root, 'token-keys/keys.json'), JSON.stringify({ keys: [publicJwk] }))
  // Last: once it is there, all is.
  writeFileSync(signing, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...common }), {
    mode: 0o600,
  })
}
if (process.getuid?.() === 0)
  for (const volume of readdirSync(root))
    for (const path of ['', ...readdirSync(join(root, volume))])
      chownSync(join(root, volume, path), OWNER, OWNER)
