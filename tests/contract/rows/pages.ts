import { expect } from 'chai'
import type { Subject } from '../system-under-test.ts'

const everywhere = ['/login/', '/search?search=final', '/', '/login', '/nothing']

/** Headers, and what browsers and scripts rely on in the pages. */
export function describePages(subject: () => Subject): void {
  for (const path of everywhere)
    it(`${path}: has the headers of every answer`, async () => {
      const { headers, body } = await subject().browser().ask(path)
      expect(headers['x-content-type-options']).to.equal('nosniff')
      expect(headers['referrer-policy']).to.equal('same-origin')
      expect(headers['content-length']).to.equal(String(Buffer.byteLength(body)))
    })

  for (const path of ['/login/', '/search?search=final', '/'])
    it(`${path}: is a view, so it says its charset and refuses frames`, async () => {
      const { headers } = await subject().browser().ask(path)
      expect(headers['content-type']).to.equal('text/html; charset=utf-8')
      expect(headers['x-frame-options']).to.equal('DENY')
    })

  for (const path of ['/search?search=final', '/', '/logout/'])
    it(`${path}: does not vary by cookie`, async () => {
      expect((await subject().browser().ask(path)).headers.vary ?? '').not.to.contain('Cookie')
    })

  it('the login page: document, bar and form', async () => {
    const { body } = await subject().browser().ask('/login/')
    for (const part of [
      'lang="en"',
      'charset="utf-8"',
      'name="viewport"',
      'href="/static/bootstrap.css"',
      '<title>MyThoughts</title>',
      'href="/thoughts/"',
      'action="/search"',
      'placeholder="Search"',
      '<legend>Login</legend>',
      'id="inputUsername"',
      'placeholder="Enter username"',
      'id="inputPassword"',
      'placeholder="Password"',
      'Please enter your login and password to access the system.',
    ])
      expect(body).to.contain(part)
  })

  it('the style sheet: Bootstrap 4', async () => {
    const { body, headers } = await subject().browser().ask('/static/bootstrap.css')
    expect(body).to.match(/Bootstrap v4\./)
    expect(headers['content-type']).to.match(/^text\/css/)
  })
}
