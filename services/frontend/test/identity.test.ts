import { expect } from 'chai'
import { callService, createTokenSigner, createTokenVerifier, ServiceUnavailable } from '@mythoughts/kit'
import type { ServiceClient, TokenSigner } from '@mythoughts/kit'
import { makeKeyPair, makeTokenFiles, type TokenFiles } from '../../kit/test/support/token-files.ts'
import { createIdentify, sessionOf, tokenCookie, type Identity } from '../src/identity.ts'
import { createUsersClient } from '../src/users-client.ts'
import { sidOf } from './support/frontend.ts'
import { answering, byPath, startStandIn, type StandIn } from './support/stand-in.ts'

const CHECK = '/admin/sessions/check/'
const EXCHANGE = '/admin/sessions/exchange/'
const SESSION = '12345'

describe('identify', () => {
  let files: TokenFiles
  let signer: TokenSigner
  let users: StandIn
  let service: ServiceClient
  let identify: (cookies: Record<string, string>) => Promise<Identity | null>
  before(async () => {
    files = await makeTokenFiles(await makeKeyPair('one'))
    signer = await createTokenSigner(files.signingKeyFile)
    users = await startStandIn()
    service = callService({ baseUrl: users.url, name: 'users' })
    identify = createIdentify(createUsersClient(service), await createTokenVerifier(files.keysFile))
  })
  beforeEach(() => {
    users.behave(
      byPath({
        [CHECK]: answering(204),
        [EXCHANGE]: answering(200, { token: 'exchanged', username: 'bruce' }),
      }),
    )
  })
  after(async () => {
    await service.close()
    await users.close()
    await files[Symbol.asyncDispose]()
  })

  const asked = () => users.asked.map(({ path, body }) => [path, body])
  const bound = (session: string, seconds = 600) =>
    signer.sign({ username: 'bruce', sid: sidOf(session) }, seconds)

  for (const [name, cookies] of [
    ['no cookies', {}],
    ['an empty session', { session: '' }],
    ['a session that is no number', { session: 'x' }],
    ['a session of 81 digits', { session: '7'.repeat(81) }],
    ['digits of another script', { session: '٧' }],
    ['a token alone', { session_token: 'x' }],
  ] as const)
    it(`takes ${name} for anonymous, and asks nobody`, async () => {
      expect(await identify(cookies)).to.equal(null)
      expect(asked()).to.deep.equal([])
    })

  it('takes a token alone for anonymous, even a valid one', async () => {
    expect(await identify({ session_token: await bound(SESSION) })).to.equal(null)
    expect(asked()).to.deep.equal([])
  })

  it('accepts a token beside the session it is bound to, while the users service knows the session', async () => {
    const token = await bound(SESSION)
    const identity = await identify({ session: SESSION, session_token: token })
    expect(identity).to.deep.equal({ username: 'bruce', token, cookie: null })
    expect(asked()).to.deep.equal([[CHECK, { session: SESSION }]])
  })

  it('takes a session that has ended for anonymous, however good its token is', async () => {
    users.behave(answering(404))
    expect(await identify({ session: SESSION, session_token: await bound(SESSION) })).to.equal(null)
    expect(asked()).to.deep.equal([[CHECK, { session: SESSION }]])
  })

  it('exchanges a session without a token for one, and gives the cookie to set', async () => {
    const identity = await identify({ session: SESSION })
    expect(identity).to.deep.equal({
      username: 'bruce',
      token: 'exchanged',
      cookie: tokenCookie('exchanged'),
    })
    expect(asked()).to.deep.equal([[EXCHANGE, { session: SESSION }]])
  })

  it('takes a session that nobody knows for anonymous', async () => {
    users.behave(answering(404))
    expect(await identify({ session: SESSION })).to.equal(null)
    expect(asked()).to.deep.equal([[EXCHANGE, { session: SESSION }]])
  })

  for (const [name, tokenOf] of [
    ['is bound to another session', () => bound('54321')],
    ['is bound to no session', () => signer.sign({ username: 'bruce' }, 600)],
    ['has expired', () => bound(SESSION, -60)],
    ['expires within 30 seconds', () => bound(SESSION, 25)],
    ['has another signature', async () => `${(await bound(SESSION)).slice(0, -8)}AAAAAAAA`],
    ['is nonsense', () => Promise.resolve('nonsense')],
    ['is empty', () => Promise.resolve('')],
  ] as const)
    it(`exchanges the session anew when the token ${name}`, async () => {
      const identity = await identify({ session: SESSION, session_token: await tokenOf() })
      expect(identity).to.include({ username: 'bruce', token: 'exchanged' })
      expect(asked()).to.deep.equal([[EXCHANGE, { session: SESSION }]])
    })

  it('tells nobody anonymous when the users service fails', async () => {
    users.behave(answering(500))
    for (const cookies of [{ session: SESSION }, { session: SESSION, session_token: await bound(SESSION) }]) {
      const fault = await identify(cookies).catch((error: unknown) => error)
      expect(fault).to.be.instanceOf(ServiceUnavailable)
    }
  })
})

describe('sessionOf', () => {
  it('is the decimal number of the cookie, else nothing', () => {
    expect(sessionOf({ session: '7'.repeat(80) })).to.equal('7'.repeat(80))
    expect([sessionOf({}), sessionOf({ session: '7\n' }), sessionOf({ session: '-7' })]).to.deep.equal([
      null,
      null,
      null,
    ])
  })
})

describe('tokenCookie', () => {
  it('is kept from scripts and from other sites, for all paths, until the browser ends', () => {
    expect(tokenCookie('abc')).to.equal('session_token=abc; Path=/; HttpOnly; SameSite=Lax')
  })
})
