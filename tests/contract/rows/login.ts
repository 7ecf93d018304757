import { expect } from 'chai'
import type { Subject } from '../system-under-test.ts'

const REFUSED = 'Invalid login/password, please try again.'
const refused: readonly (readonly [string, Record<string, string>])[] = [
  ['a wrong password', { username: 'bruce', password: 'Password' }],
  ['an unknown user', { username: 'nobody', password: 'password' }],
  ['a name in other case', { username: 'Bruce', password: 'password' }],
  ['a name with a blank before it', { username: ' bruce', password: 'password' }],
  ['no password', { username: 'bruce' }],
  ['no name', { password: 'password' }],
  ['nothing', {}],
]

/** Login, logout and sessions. */
export function describeLogin(subject: () => Subject): void {
  for (const [what, form] of refused)
    it(`refuses ${what}: the form again, with the warning`, async () => {
      const browser = subject().browser()
      await browser.ask('/login/')
      const received = await browser.ask('/login/', { form })
      expect(received.status).to.equal(200)
      expect(received.body).to.contain(REFUSED)
      expect(browser.cookies.has('session')).to.equal(false)
    })

  it('refuses a JSON body like missing fields', async () => {
    const browser = subject().browser()
    await browser.ask('/login/')
    const headers = {
      'content-type': 'application/json',
      'x-csrftoken': browser.cookies.get('csrftoken') ?? '',
    }
    const body = JSON.stringify({ username: 'bruce', password: 'password' })
    const received = await browser.ask('/login/', { body, headers })
    expect(received.status).to.equal(200)
    expect(received.body).to.contain(REFUSED)
  })

  it('accepts the right password: 302 to / and a session cookie, a decimal below 2^248, with a row', async () => {
    const browser = subject().browser()
    const received = await browser.login('bruce')
    expect(received.status).to.equal(302)
    expect(received.headers.location).to.equal('/')
    expect(received.body).to.equal('')
    const cookie = received.headers['set-cookie']?.find((line) => line.startsWith('session='))
    expect(cookie).to.match(/^session=\d+; Path=\/$/)
    const session = browser.cookies.get('session') ?? ''
    expect(BigInt(session) < 2n ** 248n).to.equal(true)
    const rows = await subject().sql(
      'select session, username from thoughts_sessionmodel where username = $1',
      ['bruce'],
    )
    expect(rows).to.deep.equal([{ session, username: 'bruce' }])
  })

  it('shows the login form as if anonymous to who is logged in', async () => {
    const browser = subject().browser()
    await browser.login('bruce')
    const received = await browser.ask('/login/')
    expect(received.status).to.equal(200)
    expect(received.body).not.to.contain('(logout)')
  })

  it('ends the older session at a new login', async () => {
    const [older, newer] = [subject().browser(), subject().browser()]
    await older.login('stephen')
    await newer.login('stephen')
    expect((await older.ask('/thoughts/')).headers.location).to.equal('/login/')
    expect((await newer.ask('/thoughts/')).status).to.equal(200)
  })

  it('takes an unknown session for anonymous, without an error, and leaves the cookie alone', async () => {
    const browser = subject().browser()
    browser.cookies.set('session', '12345')
    const received = await browser.ask('/thoughts/')
    expect(received.status).to.equal(302)
    expect(received.headers['set-cookie'] ?? []).to.deep.equal([])
  })

  it('logs out by GET: clears the cookie, deletes the row', async () => {
    const browser = subject().browser()
    await browser.login('bruce')
    const received = await browser.ask('/logout/')
    expect(received.status).to.equal(302)
    expect(received.headers.location).to.equal('/login/')
    expect(received.headers['set-cookie']).to.include(
      'session=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/',
    )
    expect(await subject().sql("select 1 from thoughts_sessionmodel where username = 'bruce'")).to.deep.equal(
      [],
    )
  })

  it('refuses to log out by POST without CSRF', async () => {
    expect((await subject().browser().ask('/logout/', { form: {}, csrf: false })).status).to.equal(403)
  })
}
