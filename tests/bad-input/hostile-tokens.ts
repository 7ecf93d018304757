import { createHmac, createPublicKey, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'

/** A token that counts for nothing. */
export interface HostileToken {
  readonly name: string
  readonly token: string
}

type Header = Readonly<Record<string, unknown>>

/** Makes tokens of the real key (RFC 7519), and of others. */
export function hostileTokens(signingKey: KeyObject, kid: string): readonly HostileToken[] {
  const now = Math.floor(Date.now() / 1000)
  const claims = { username: 'bruce', iat: now, exp: now + 600 }
  const rsa = (payload: object, header: Header = { alg: 'RS256', kid }, key = signingKey): string =>
    signed(header, payload, (bytes) => createSign('RSA-SHA256').update(bytes).sign(key))
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const pem = createPublicKey(signingKey).export({ type: 'spki', format: 'pem' })
  const hmac = (bytes: string): Buffer => createHmac('sha256', pem).update(bytes).digest()
  const good = rsa(claims)
  const [head = '', , signature = ''] = good.split('.')
  const rows: Readonly<Record<string, string>> = {
    'alg none': signed({ alg: 'none' }, claims, () => Buffer.alloc(0)),
    'alg none, and the kid': signed({ alg: 'none', kid }, claims, () => Buffer.alloc(0)),
    'alg NONE with a signature': `${encode({ alg: 'NONE', kid })}.${encode(claims)}.${signature}`,
    'HS256 with the public key as its secret': signed({ alg: 'HS256', kid }, claims, hmac),
    RS512: rsa(claims, { alg: 'RS512', kid }),
    'the key of a stranger': rsa(claims, { alg: 'RS256', kid }, stranger),
    'the key of a stranger, who brings it along': rsa(
      claims,
      { alg: 'RS256', jwk: createPublicKey(stranger).export({ format: 'jwk' }) },
      stranger,
    ),
    'an unknown kid': rsa(claims, { alg: 'RS256', kid: 'nobody' }),
    'no kid': rsa(claims, { alg: 'RS256' }),
    'a kid that is a path': rsa(claims, { alg: 'RS256', kid: '../../dev/null' }),
    'a kid of the language': rsa(claims, { alg: 'RS256', kid: '__proto__' }),
    'a kid that is no text': rsa(claims, { alg: 'RS256', kid: { a: 1 } }),
    'a critical extension': rsa(claims, { alg: 'RS256', kid, crit: ['exp'], exp: 1 }),
    expired: rsa({ ...claims, exp: now - 60 }),
    'not valid yet (nbf)': rsa({ ...claims, nbf: now + 600 }),
    'issued in the future': rsa({ ...claims, iat: now + 600 }),
    'no exp': rsa({ username: 'bruce', iat: now }),
    'no iat': rsa({ username: 'bruce', exp: now + 600 }),
    'no username': rsa({ iat: now, exp: now + 600 }),
    'a username that is no text': rsa({ ...claims, username: { $ne: '' } }),
    'an empty username': rsa({ ...claims, username: '' }),
    'an exp that is no number': rsa({ ...claims, exp: 'never' }),
    'claims that are no object': rsa(['bruce']),
    'other claims under the same signature': `${head}.${encode({ ...claims, username: 'stephen' })}.${signature}`,
    'cut off': good.slice(0, -5),
    'without its signature': good.slice(0, good.lastIndexOf('.') + 1),
    'two parts': `${head}.${signature}`,
    'no JSON': `${Buffer.from('{').toString('base64url')}.e30.${signature}`,
    'a word': 'token',
    '5 kB': 'x'.repeat(5000),
  }
  return Object.entries(rows).map(([name, token]) => ({ name, token }))
}

function signed(header: Header, payload: object, sign: (bytes: string) => Buffer): string {
  const bytes = `${encode(header)}.${encode(payload)}`
  return `${bytes}.${sign(bytes).toString('base64url')}`
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
