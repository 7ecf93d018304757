import { expect } from 'chai'
import { ask } from '../browser.ts'
import type { Subject } from '../system-under-test.ts'

interface Row {
  readonly method?: string
  readonly path: string
  readonly status: number
  readonly location?: string
}

const anonymous: readonly Row[] = [
  { path: '/', status: 302, location: '/login/' },
  { path: '/thoughts/', status: 302, location: '/login/' },
  { path: '/thoughts/', method: 'HEAD', status: 302, location: '/login/' },
  { path: '/login/', status: 200 },
  { path: '/login/', method: 'HEAD', status: 200 },
  { path: '/login/', method: 'OPTIONS', status: 200 },
  { path: '/logout/', status: 302, location: '/login/' },
  { path: '/thoughts/new', status: 302, location: '/login/' },
  { path: '/search?search=X', status: 200 },
  { path: '/search?search=X', method: 'HEAD', status: 200 },
  { path: '/%74houghts/', status: 302, location: '/login/' },
  { path: '/static/bootstrap.css', status: 200 },
]
const missing = [
  '/search/',
  '/thoughts/new/',
  '/thoughts//',
  '//',
  '/LOGIN/',
  '/./login/',
  '/thoughts/1',
  '/favicon.ico',
  '/static/nothing.css',
]
const withoutSlash: readonly (readonly [string, string])[] = [
  ['/login', '/login/'],
  ['/logout', '/logout/'],
  ['/thoughts', '/thoughts/'],
  ['/login?next=%2Fa&b=%zz+c', '/login/?next=%2Fa&b=%zz+c'],
]

/** Paths and methods, as the contract's first table and its first list have them. */
export function describePaths(subject: () => Subject): void {
  for (const { method = 'GET', path, status, location } of anonymous)
    it(`${method} ${path}, anonymous: ${[status, location].filter(Boolean).join(' → ')}`, async () => {
      const received = await ask(subject().url, path, { method })
      expect(received.status).to.equal(status)
      expect(received.headers.location).to.equal(location)
      if (method === 'HEAD') expect(received.body).to.equal('')
    })
  for (const path of missing)
    for (const method of ['GET', 'POST'])
      it(`${method} ${path}: 404`, async () => {
        const received = await ask(subject().url, path, { method })
        expect(received.status).to.equal(404)
        if (!path.startsWith('/static/')) {
          expect(received.body).to.contain('<h1>Not Found</h1>')
          expect(received.body).to.contain('The requested resource was not found on this server.')
        }
      })
  for (const [path, location] of withoutSlash)
    it(`${path}: 301 to the slash form, the query byte for byte`, async () => {
      const received = await ask(subject().url, path)
      expect(received.status).to.equal(301)
      expect(received.headers.location).to.equal(location)
      expect(received.headers).not.to.have.property('x-frame-options')
      expect(received.body).to.equal('')
    })
  it('POST without a slash: 301 all the same, before CSRF is looked at', async () => {
    expect((await ask(subject().url, '/login', { method: 'POST' })).status).to.equal(301)
  })
}
