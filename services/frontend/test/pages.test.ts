import { expect } from 'chai'
import { Browser, type Received } from '../../../tests/contract/browser.ts'
import { sidOf, startFrontend, type Frontend } from './support/frontend.ts'
import { answering, byPath } from './support/stand-in.ts'

const SESSION = '9876543210'
const BEGUN = { session: SESSION, token: 'fresh', username: 'bruce' }
const TOKEN_COOKIE = 'session_token=fresh; Path=/; HttpOnly; SameSite=Lax'
const CLEARED = 'expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/'

const thought = (id: number, text: string, timestamp: string) => ({ id, username: 'bruce', text, timestamp })

/** Cookies that an answer sets, but for that of the forms. */
function setCookies({ headers }: Received): string[] {
  return (headers['set-cookie'] ?? []).filter((line) => !line.startsWith('csrftoken='))
}

function textsOf({ body }: Received): string[] {
  return [...body.matchAll(/<p class="card-text">([^<]*)<\/p>/g)].map(([, text = '']) => text)
}

describe('the pages', () => {
  let frontend: Frontend
  let token: string
  let visitor: Browser
  before(async () => {
    frontend = await startFrontend()
    token = await frontend.signer.sign({ username: 'bruce', sid: sidOf(SESSION) }, 600)
  })
  beforeEach(async () => {
    frontend.users.behave(
      byPath({
        '/admin/sessions/': answering(201, BEGUN),
        '/admin/sessions/check/': answering(204),
        '/admin/sessions/exchange/': answering(200, BEGUN),
        '/admin/sessions/logout/': answering(204),
      }),
    )
    frontend.thoughts.behave(
      byPath({
        '/api/thoughts/': answering(200, []),
        '/api/me/thoughts/': (asked, res) => answering(asked.method === 'POST' ? 201 : 200, [])(asked, res),
      }),
    )
    frontend.lines.length = 0
    visitor = new Browser(frontend.url)
    await visitor.ask('/login/')
  })
  after(() => frontend[Symbol.asyncDispose]())

  const usersAsked = () => frontend.users.asked.map(({ path, body }) => [path, body])
  const logInCookies = (): void => {
    visitor.cookies.set('session', SESSION)
    visitor.cookies.set('session_token', token)
  }
  const postLogin = (fields: Record<string, string> = { username: 'bruce', password: 'password' }) =>
    visitor.ask('/login/', { form: fields, headers: { 'x-forwarded-for': '192.0.2.7' } })

  describe('login', () => {
    it('asks users with name, password and address as they came, and sets both cookies', async () => {
      const received = await postLogin({ username: ' Brüce+ ', password: ' pass&wörd ' })
      expect([received.status, received.headers.location, received.body]).to.deep.equal([302, '/', ''])
      expect(setCookies(received)).to.deep.equal([`session=${SESSION}; Path=/`, TOKEN_COOKIE])
      const login = { username: ' Brüce+ ', password: ' pass&wörd ', address: '192.0.2.7' }
      expect(usersAsked()).to.deep.equal([['/admin/sessions/', login]])
    })

    it('shows the form with the warning for a wrong password, setting no cookie', async () => {
      frontend.users.behave(answering(401, {}))
      const received = await postLogin()
      expect([received.status, setCookies(received)]).to.deep.equal([200, []])
      expect(received.body).to.contain('Invalid login/password, please try again.')
    })

    it('asks nobody when a field is missing', async () => {
      for (const fields of [{}, { username: 'bruce' }, { password: 'password' }])
        expect((await postLogin(fields)).body).to.contain('Invalid login/password')
      expect(usersAsked()).to.deep.equal([])
    })

    it('passes on how long to wait after too many failures', async () => {
      frontend.users.behave(answering(429, {}, { 'retry-after': '123' }))
      const { status, headers, body } = await postLogin()
      expect([status, headers['retry-after']]).to.deep.equal([429, '123'])
      expect(body).to.contain('Too many failed logins.')
    })

    for (const status of [400, 413])
      it(`tells the visitor when what was sent is refused with ${status}, and logs no error`, async () => {
        frontend.users.behave(answering(status, {}))
        const received = await postLogin()
        expect(received.status).to.equal(400)
        expect(received.body).to.contain('<h1>Bad Request (400)</h1>')
        expect(frontend.lines.filter(({ level }) => level !== 'info')).to.deep.equal([])
      })
  })

  describe('logout', () => {
    it('ends the session at users, and clears both cookies', async () => {
      logInCookies()
      const received = await visitor.ask('/logout/')
      expect([received.status, received.headers.location]).to.deep.equal([302, '/login/'])
      expect(setCookies(received)).to.deep.equal([`session=""; ${CLEARED}`, `session_token=""; ${CLEARED}`])
      expect(usersAsked()).to.deep.equal([['/admin/sessions/logout/', { session: SESSION }]])
    })

    it('clears what the legacy clears, and asks nobody, where there is no session', async () => {
      expect(setCookies(await visitor.ask('/logout/'))).to.deep.equal([`session=""; ${CLEARED}`])
      expect(usersAsked()).to.deep.equal([])
    })
  })

  describe('thoughts', () => {
    it('are asked for with the token, and shown newest first, of one moment the later stored', async () => {
      logInCookies()
      const list = [
        thought(1, 'one', '2026-01-01T00:00:00'),
        thought(2, 'three', '2026-01-02T00:00:00.500'),
        thought(3, 'four', '2026-01-02T00:00:00.500'),
        thought(4, 'two', '2026-01-02T00:00:00'),
      ]
      frontend.thoughts.behave(answering(200, list))
      const received = await visitor.ask('/thoughts/')
      expect(textsOf(received)).to.deep.equal(['four', 'three', 'two', 'one'])
      expect(received.body).to.contain('Jan. 1, 2026, midnight').and.contain('Any thoughts, bruce?')
      const [asked] = frontend.thoughts.asked
      expect(asked).to.include({ method: 'GET', path: '/api/me/thoughts/' })
      expect(asked?.headers['authorization']).to.equal(`Bearer ${token}`)
    })

    it('set the cookie of a token that was exchanged, and no cookie for one that counts', async () => {
      visitor.cookies.set('session', SESSION)
      for (const path of ['/', '/thoughts/', '/search?search=x']) {
        visitor.cookies.delete('session_token')
        expect(setCookies(await visitor.ask(path)), path).to.deep.equal([TOKEN_COOKIE])
        logInCookies()
        expect(setCookies(await visitor.ask(path)), path).to.deep.equal([])
      }
      visitor.cookies.delete('session_token')
      const written = await visitor.ask('/thoughts/new', { form: { text: 'x' } })
      expect(setCookies(written)).to.deep.equal([TOKEN_COOKIE])
      expect(frontend.thoughts.asked.at(-1)?.headers['authorization']).to.equal('Bearer fresh')
    })

    it('are sent as they were written', async () => {
      logInCookies()
      const text = '  ż\r\n👍 <b>&+ '
      const received = await visitor.ask('/thoughts/new', { form: { text } })
      expect([received.status, received.headers.location]).to.deep.equal([302, '/thoughts/'])
      expect(frontend.thoughts.asked).to.have.length(1)
      expect(frontend.thoughts.asked[0]).to.deep.include({
        method: 'POST',
        path: '/api/me/thoughts/',
        body: { text },
      })
    })

    it('are not sent when empty, by GET, or by somebody who is not logged in', async () => {
      expect((await visitor.ask('/thoughts/new', { form: { text: 'x' } })).headers.location).to.equal(
        '/login/',
      )
      logInCookies()
      await visitor.ask('/thoughts/new', { form: { text: '' } })
      await visitor.ask('/thoughts/new', { form: {} })
      await visitor.ask('/thoughts/new?text=x')
      expect(frontend.thoughts.asked).to.deep.equal([])
    })

    for (const status of [400, 413])
      it(`tell the visitor when what was written is refused with ${status}`, async () => {
        logInCookies()
        frontend.thoughts.behave(answering(status, {}))
        expect((await visitor.ask('/thoughts/new', { form: { text: 'x'.repeat(300) } })).status).to.equal(400)
      })

    it('are for nobody whose session has ended, however good the token is', async () => {
      logInCookies()
      frontend.users.behave(answering(404))
      const received = await visitor.ask('/thoughts/')
      expect([received.status, received.headers.location]).to.deep.equal([302, '/login/'])
      expect(frontend.thoughts.asked).to.deep.equal([])
    })
  })

  describe('search', () => {
    it('asks for the last words as they were typed, for anybody', async () => {
      frontend.thoughts.behave(answering(200, [thought(1, 'found', '2026-01-01T12:00:00')]))
      const received = await visitor.ask('/search?search=no&search=%C5%BC+%26%25%ff')
      expect(textsOf(received)).to.deep.equal(['found'])
      expect(received.body).not.to.contain('(logout)')
      const [asked] = frontend.thoughts.asked
      expect(new URL(asked?.path ?? '', frontend.url).searchParams.getAll('search')).to.deep.equal([
        'ż &%\uFFFD',
      ])
      expect(usersAsked()).to.deep.equal([])
    })

    for (const status of [400, 414, 431])
      it(`tells the visitor when the words are refused with ${status}`, async () => {
        frontend.thoughts.behave(answering(status, {}))
        expect((await visitor.ask('/search?search=%00')).status).to.equal(400)
      })

    it('refuses a request without words, and asks nobody', async () => {
      expect((await visitor.ask('/search')).status).to.equal(400)
      expect(frontend.thoughts.asked).to.deep.equal([])
    })
  })

  it('pass the request id on to the services', async () => {
    logInCookies()
    await visitor.ask('/thoughts/', { headers: { 'x-request-id': 'edge-42' } })
    const ids = [...frontend.users.asked, ...frontend.thoughts.asked].map(
      ({ headers }) => headers['x-request-id'],
    )
    expect(ids).to.deep.equal(['edge-42', 'edge-42'])
  })

  it('refuse a form that is too large before it is sent, and hear the rest of it out', async () => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const declared = { ...type, 'content-length': '2621441' }
    const early = await visitor.ask('/login/', { method: 'POST', headers: declared, body: 'a=1' })
    expect(early.status).to.equal(400)
    const whole = await visitor.ask('/login/', {
      method: 'POST',
      headers: type,
      body: 'x'.repeat(20_000_000),
    })
    expect(whole.status).to.equal(400)
  })
})
