import { createPublicKey } from 'node:crypto'
import { expect } from 'chai'
import { Router } from 'express'
import { importJWK, SignJWT, UnsecuredJWT, type JWK, type JWTPayload } from 'jose'
import { createTokenSigner, createTokenVerifier, requireUser, TokenError, userOf } from '@mythoughts/kit'
import { writeFile } from 'node:fs/promises'
import { eventually } from '../../../tests/support/eventually.ts'
import { runService } from './support/run-service.ts'
import { makeKeyPair, makeTokenFiles, type KeyPair, type TokenFiles } from './support/token-files.ts'
import { keepLog } from './support/log-lines.ts'

const now = () => Math.floor(Date.now() / 1000)
const claims = (extra: JWTPayload = {}): JWTPayload => ({
  username: 'bruce',
  iat: now(),
  exp: now() + 60,
  ...extra,
})

async function sign(jwk: JWK, header: { alg: string; kid?: string }, payload = claims()): Promise<string> {
  return new SignJWT(payload).setProtectedHeader(header).sign(await importJWK(jwk, header.alg))
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => 'accepted',
    (thrown: unknown) => thrown,
  )
  expect(error).to.be.instanceOf(TokenError)
  return (error as TokenError).message
}

describe('session tokens', () => {
  let one: KeyPair
  let two: KeyPair
  let files: TokenFiles
  before(async () => {
    one = await makeKeyPair('one')
    two = await makeKeyPair('two')
  })
  beforeEach(async () => {
    files = await makeTokenFiles(one)
  })
  afterEach(() => files[Symbol.asyncDispose]())

  it('carry the claims that were signed', async () => {
    const signer = await createTokenSigner(files.signingKeyFile)
    const verifier = await createTokenVerifier(files.keysFile)
    const sid = 'a'.repeat(64)
    const { iat, ...rest } = await verifier.verify(await signer.sign({ username: 'żółw', sid }, 600))
    expect(rest).to.deep.equal({ username: 'żółw', sid, exp: iat + 600 })
    expect(iat).to.be.closeTo(now(), 2)
  })

  it('are refused unless RS256 by a known key, unexpired and whole', async () => {
    const verifier = await createTokenVerifier(files.keysFile)
    const { privateJwk, publicJwk } = one
    const good = await sign(privateJwk, { alg: 'RS256', kid: 'one' })
    const pem = createPublicKey({ key: publicJwk, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    })
    const secret = { kty: 'oct', k: Buffer.from(pem).toString('base64url') }
    const [head, , signature] = good.split('.')
    const forged = Buffer.from(JSON.stringify(claims({ username: 'stephen' }))).toString('base64url')
    const cases: [string, string, RegExp][] = [
      ['alg none', new UnsecuredJWT(claims()).encode(), /malformed|RS256/],
      [
        'HS256 with the public key as secret',
        await sign(secret, { alg: 'HS256', kid: 'one' }),
        /not signed with RS256/,
      ],
      [
        'PS256',
        await sign({ ...privateJwk, alg: 'PS256' }, { alg: 'PS256', kid: 'one' }),
        /not signed with RS256/,
      ],
      [
        'a key of somebody else',
        await sign(two.privateJwk, { alg: 'RS256', kid: 'one' }),
        /signature .* wrong/,
      ],
      ['an unknown kid', await sign(two.privateJwk, { alg: 'RS256', kid: 'two' }), /unknown key/],
      ['no kid', await sign(privateJwk, { alg: 'RS256' }), /unknown key/],
      ['kid __proto__', await sign(privateJwk, { alg: 'RS256', kid: '__proto__' }), /unknown key/],
      [
        'expired',
        await sign(privateJwk, { alg: 'RS256', kid: 'one' }, claims({ exp: now() - 60 })),
        /expired/,
      ],
      [
        'from the future',
        await sign(privateJwk, { alg: 'RS256', kid: 'one' }, claims({ iat: now() + 60 })),
        /future/,
      ],
      [
        'no username',
        await sign(privateJwk, { alg: 'RS256', kid: 'one' }, { iat: now(), exp: now() + 9 }),
        /malformed/,
      ],
      [
        'no exp',
        await sign(privateJwk, { alg: 'RS256', kid: 'one' }, { username: 'x', iat: now() }),
        /malformed/,
      ],
      [
        'a username that is no text',
        await sign(privateJwk, { alg: 'RS256', kid: 'one' }, claims({ username: 7 })),
        /malformed/,
      ],
      [
        'a strange sid',
        await sign(privateJwk, { alg: 'RS256', kid: 'one' }, claims({ sid: 'x' })),
        /malformed/,
      ],
      [
        'other claims under the same signature',
        `${String(head)}.${forged}.${String(signature)}`,
        /signature .* wrong/,
      ],
      ['cut off', good.slice(0, -5), /wrong|malformed/],
      ['empty', '', /malformed/],
      ['endless', 'x'.repeat(100_000), /too long/],
    ]
    expect((await verifier.verify(good)).username).to.equal('bruce')
    for (const [name, token, reason] of cases)
      expect(await refusal(verifier.verify(token)), name).to.match(reason)
  })

  it('tolerate clocks that differ by seconds, not by more', async () => {
    const verifier = await createTokenVerifier(files.keysFile)
    const ended = (ago: number) =>
      sign(one.privateJwk, { alg: 'RS256', kid: 'one' }, claims({ exp: now() - ago }))
    expect((await verifier.verify(await ended(2))).username).to.equal('bruce')
    expect(await refusal(verifier.verify(await ended(10)))).to.match(/expired/)
  })

  it('survive a rotation without a restart: old and new keys count, then only the new one', async () => {
    const signer = await createTokenSigner(files.signingKeyFile)
    const verifier = await createTokenVerifier(files.keysFile)
    const old = await signer.sign({ username: 'bruce' }, 60)
    await files.accept(one, two)
    await files.signWith(two)
    const fresh = await eventually(async () => {
      const token = await signer.sign({ username: 'bruce' }, 60)
      return tokenKid(token) === 'two' ? token : ''
    })
    expect((await verifier.verify(fresh)).username).to.equal('bruce')
    expect((await verifier.verify(old)).username).to.equal('bruce')
    await files.accept(two)
    await eventually(async () => (await refusal(verifier.verify(old))).includes('unknown key'))
    expect((await verifier.verify(fresh)).username).to.equal('bruce')
  })

  it('keep counting when the new key file is broken, and the log says so', async () => {
    const { logger, lines } = keepLog()
    const signer = await createTokenSigner(files.signingKeyFile)
    const verifier = await createTokenVerifier(files.keysFile, { logger })
    await writeFile(files.keysFile, '{"keys": [')
    const token = await signer.sign({ username: 'bruce' }, 60)
    await eventually(async () => {
      expect((await verifier.verify(token)).username).to.equal('bruce')
      return lines.some(({ level }) => level === 'error')
    })
  })

  it('need sound key files at the start', async () => {
    const open = async (content: string) => {
      await writeFile(files.keysFile, content)
      return createTokenVerifier(files.keysFile).then(
        () => 'accepted',
        (error: unknown) => String(error),
      )
    }
    const keys = (...list: unknown[]) => JSON.stringify({ keys: list })
    const { publicJwk, privateJwk } = one
    expect(await open('{')).to.contain('not valid JSON')
    expect(await open(keys())).to.contain('there is no key')
    expect(await open(keys(privateJwk))).to.contain('holds a private key')
    expect(await open(keys({ ...publicJwk, kid: undefined }))).to.contain('kid is missing')
    expect(await open(keys({ ...publicJwk, n: 'AQAB' }))).to.contain('fewer than 2048 bits')
    expect(await open(keys({ ...publicJwk, alg: 'HS256' }))).to.contain('alg must be "RS256"')
    expect(await open(keys(publicJwk, publicJwk))).to.contain('same kid')
    await files.signWith(one)
    await writeFile(files.signingKeyFile, JSON.stringify(publicJwk))
    expect(await refusalOfSigner(files.signingKeyFile)).to.contain('no private key')
  })

  it('let a request pass requireUser only as a valid bearer; else 401 with the reason', async () => {
    const signer = await createTokenSigner(files.signingKeyFile)
    const face = Router()
    face.get('/me/', requireUser(await createTokenVerifier(files.keysFile)), (req, res) => {
      res.json(userOf(req).username)
    })
    await using service = await runService(face)
    const ask = async (authorization?: string) => {
      const answer = await fetch(
        `${service.url}/me/`,
        authorization === undefined ? {} : { headers: { authorization } },
      )
      return [answer.status, await answer.text(), answer.headers.get('www-authenticate')] as const
    }
    const token = await signer.sign({ username: 'bruce' }, 60)
    expect((await ask(`Bearer ${token}`)).slice(0, 2)).to.deep.equal([200, '"bruce"'])
    expect((await ask(`bearer ${token}`))[0]).to.equal(200)
    expect(await ask()).to.deep.equal([
      401,
      '{"error":{"code":"unauthorized","message":"authorization is missing; send Authorization: Bearer <token>"}}',
      'Bearer',
    ])
    for (const bad of ['Bearer', 'Bearer a b', `Basic ${token}`, token, 'Bearer é']) {
      const [status, text] = await ask(bad)
      expect([status, text]).to.deep.equal([401, text])
      expect(text).to.match(/malformed/)
    }
    expect((await ask(`Bearer ${token}x`))[2]).to.equal('Bearer error="invalid_token"')
    expect(service.logText()).not.to.contain(token)
    expect(service.lines.every(({ level }) => level === 'info')).to.equal(true)
  })
})

function tokenKid(token: string): unknown {
  const header = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()
  return (JSON.parse(header) as { kid?: unknown }).kid
}

function refusalOfSigner(file: string): Promise<string> {
  return createTokenSigner(file).then(
    () => 'accepted',
    (error: unknown) => String(error),
  )
}
