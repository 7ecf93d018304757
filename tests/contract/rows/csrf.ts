import { expect } from 'chai'
import type { Subject } from '../system-under-test.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

function secretOf(token: string): string {
  return Array.from(token.slice(32), (character, index) =>
    ALPHABET.charAt((ALPHABET.indexOf(character) - ALPHABET.indexOf(token.charAt(index)) + 62) % 62),
  ).join('')
}

function fieldOf(body: string): string {
  return /name="csrfmiddlewaretoken" value="([^"]*)"/.exec(body)?.[1] ?? ''
}

/** Django's double submit. */
export function describeCsrf(subject: () => Subject): void {
  it('sets the cookie at every view of a form, with the same secret, and hides it in the field, masked anew', async () => {
    const browser = subject().browser()
    const first = await browser.ask('/login/')
    const line = first.headers['set-cookie']?.find((cookie) => cookie.startsWith('csrftoken='))
    expect(line).to.match(
      /^csrftoken=[a-zA-Z0-9]{64}; expires=\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT; Max-Age=31449600; Path=\/; SameSite=Lax$/,
    )
    const cookie = browser.cookies.get('csrftoken') ?? ''
    const second = await browser.ask('/login/')
    expect(second.headers['set-cookie']?.some((again) => again.startsWith('csrftoken='))).to.equal(true)
    expect(secretOf(browser.cookies.get('csrftoken') ?? '')).to.equal(secretOf(cookie))
    const fields = [fieldOf(first.body), fieldOf(second.body)] as const
    expect(fields.map(secretOf)).to.deep.equal([secretOf(cookie), secretOf(cookie)])
    expect(fields[0]).not.to.equal(fields[1])
    expect(first.headers.vary).to.contain('Cookie')
  })

  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
    it(`${method} without a token: 403 before the view, with a paragraph about cookies`, async () => {
      const { status, body, headers } = await subject().browser().ask('/login/', { method })
      expect(status).to.equal(403)
      expect(body).to.contain('<title>403 Forbidden</title>')
      expect(body)
        .to.contain('CSRF verification failed. Request aborted.')
        .and.contain('requires a CSRF cookie')
      expect(body).to.contain('More information is available with DEBUG=True.')
      expect(headers['content-type']).to.equal('text/html')
      expect(headers['x-frame-options']).to.equal('DENY')
    })

  for (const [what, token] of [
    ['missing', ''],
    ['malformed', 'x'],
    ['wrong', 'a'.repeat(64)],
  ] as const)
    it(`a ${what} token beside a cookie: 403 without that paragraph`, async () => {
      const browser = subject().browser()
      await browser.ask('/login/')
      const form = { csrfmiddlewaretoken: token, username: 'bruce', password: 'password' }
      const { status, body } = await browser.ask('/login/', { form })
      expect(status).to.equal(403)
      expect(body).not.to.contain('requires a CSRF cookie')
    })

  it('takes the token from the header X-CSRFToken, too', async () => {
    const browser = subject().browser()
    await browser.ask('/login/')
    const headers = { 'x-csrftoken': browser.cookies.get('csrftoken') ?? '' }
    const { status } = await browser.ask('/login/', { form: { username: 'x' }, csrf: false, headers })
    expect(status).to.equal(200)
  })

  it('takes a form in multipart, too', async () => {
    const browser = subject().browser()
    await browser.ask('/login/')
    const fields = {
      csrfmiddlewaretoken: browser.cookies.get('csrftoken'),
      username: 'bruce',
      password: 'password',
    }
    const parts = Object.entries(fields).map(
      ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    const received = await browser.ask('/login/', {
      body: `${parts.join('')}--b--\r\n`,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    })
    expect(received.status).to.equal(302)
  })

  it('answers search by POST with CSRF', async () => {
    const browser = subject().browser()
    await browser.ask('/login/')
    expect((await browser.ask('/search?search=final', { form: {} })).status).to.equal(200)
  })
}
