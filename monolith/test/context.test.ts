import { expect } from 'chai'
import { createCsrf } from '../src/django/context.ts'
import { maskSecret, newSecret, sameSecret } from '../src/django/csrf-token.ts'

describe('createCsrf', () => {
  it('sets no cookie for a page without a form', () => {
    expect(createCsrf().csrfCookie()).to.equal(null)
    expect(createCsrf(maskSecret(newSecret())).csrfCookie()).to.equal(null)
  })

  it('keeps the cookie that the visitor has, and gives its secret to every form, masked anew', () => {
    const cookie = maskSecret(newSecret())
    const { csrfToken, csrfCookie } = createCsrf(cookie)
    const [one, other] = [csrfToken(), csrfToken()]
    expect(csrfCookie()).to.equal(cookie)
    expect([sameSecret(one, cookie), sameSecret(other, cookie)]).to.deep.equal([true, true])
    expect(new Set([one, other, cookie]).size).to.equal(3)
  })

  it('gives a new visitor one secret for the cookie and all forms', () => {
    const { csrfToken, csrfCookie } = createCsrf()
    const [one, other] = [csrfToken(), csrfToken()]
    const cookie = csrfCookie() ?? ''
    expect([sameSecret(one, cookie), sameSecret(other, cookie)]).to.deep.equal([true, true])
    expect(sameSecret(createCsrf().csrfToken(), cookie)).to.equal(false)
  })

  it('masks a bare cookie of old: its secret stays', () => {
    const secret = newSecret()
    const { csrfToken, csrfCookie } = createCsrf(secret)
    const token = csrfToken()
    expect(csrfCookie()).to.match(/^[a-zA-Z0-9]{64}$/)
    expect([sameSecret(token, secret), sameSecret(csrfCookie() ?? '', secret)]).to.deep.equal([true, true])
  })

  for (const [name, sent] of [
    ['an empty one', ''],
    ['a short one', 'abc'],
    ['one with strange characters', `${'a'.repeat(63)}-`],
    ['one with a line break after it', `${'a'.repeat(64)}\n`],
  ] as const)
    it(`replaces a malformed cookie: ${name}`, () => {
      const { csrfToken, csrfCookie } = createCsrf(sent)
      const token = csrfToken()
      expect(csrfCookie())
        .to.match(/^[a-zA-Z0-9]{64}$/)
        .and.not.equal(sent)
      expect(sameSecret(token, csrfCookie() ?? '')).to.equal(true)
    })
})
