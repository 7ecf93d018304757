import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Twice a year, and two weeks more; then the alert KeyExpires tells that it was forgotten. Tokens are accepted on.
const DAYS = 200

/**
 * Makes a signing key, and adds its public half to the accepted ones of the folder, newest first, with
 * `exp`: when it should be replaced.
 * @param {string} folder takes `signing.json` and `keys.json`
 * @param {string} kid names the key: another one each time
 */
export function makeKeys(folder, kid) {
  mkdirSync(folder, { recursive: true })
  const files = { signing: join(folder, 'signing.json'), accepted: join(folder, 'keys.json') }
  const before = existsSync(files.accepted) ? JSON.parse(readFileSync(files.accepted, 'utf8')).keys : []
  if (before.some((key) => key.kid === kid))
    throw new TypeError(`there is a key "${kid}"; choose another name`)
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const common = { kid, alg: 'RS256', use: 'sig' }
  const exp = Math.floor(Date.now() / 1000) + DAYS * 86_400
  const accepted = { keys: [{ ...publicKey.export({ format: 'jwk' }), ...common, exp }, ...before] }
  writeFileSync(files.signing, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...common }), {
    mode: 0o600,
  })
  writeFileSync(files.accepted, JSON.stringify(accepted))
}
