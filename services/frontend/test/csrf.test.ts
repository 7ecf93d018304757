import { expect } from 'chai'
import type { Child } from '@strangler/demo'
import * as legacy from '../../../monolith/src/django/csrf-token.ts'
import { Browser, type Received } from '../../../tests/contract/browser.ts'
import { listeningUrl, startProcess } from '../../../tests/support/process.ts'
import * as own from '../src/django/csrf-token.ts'
import { startFrontend, type Frontend } from './support/frontend.ts'

const SIDES = ['monolith', 'frontend'] as const
type Side = (typeof SIDES)[number]

/** The login form without a name: refused by the view itself, which needs no service and no database for it. */
const NO_NAME = { password: 'x' }
const REFUSED_BY_VIEW = 'Invalid login/password, please try again.'
const REFUSED_BY_CSRF = 'CSRF verification failed. Request aborted.'

function fieldOf({ body }: Received): string {
  return /name="csrfmiddlewaretoken" value="([^"]*)"/.exec(body)?.[1] ?? ''
}

describe('forms that cross sides', () => {
  let frontend: Frontend
  let monolith: Child
  let urls: Record<Side, string>
  before(async () => {
    frontend = await startFrontend()
    // The database is never connected to: no page of this test asks it.
    const env = { DATABASE_URL: 'postgres://127.0.0.1:1/none', PORT: '0' }
    const until = (line: string): boolean => line.includes('"message":"listening"')
    const started = await startProcess('monolith/src/main.ts', env, { until })
    monolith = started
    urls = { monolith: listeningUrl(started.readyLine), frontend: frontend.url }
  })
  after(async () => {
    await monolith.stop()
    await frontend[Symbol.asyncDispose]()
  })

  const visit = async (side: Side) => {
    const browser = new Browser(urls[side])
    const page = await browser.ask('/login/')
    return { cookie: browser.cookies.get('csrftoken') ?? '', field: fieldOf(page) }
  }
  const post = (side: Side, cookie: string | undefined, field: string | undefined, header?: string) => {
    const browser = new Browser(urls[side])
    if (cookie !== undefined) browser.cookies.set('csrftoken', cookie)
    return browser.ask('/login/', {
      form: { ...NO_NAME, ...(field === undefined ? {} : { csrfmiddlewaretoken: field }) },
      csrf: false,
      headers: header === undefined ? {} : { 'x-csrftoken': header },
    })
  }

  it('have tokens that each side reads as the other means them', () => {
    for (let round = 0; round < 100; round++) {
      const secret = legacy.newSecret()
      const [old, fresh] = [legacy.maskSecret(secret), own.maskSecret(secret)]
      expect([own.secretOf(old), legacy.secretOf(fresh)]).to.deep.equal([secret, secret])
      expect([own.sameSecret(old, fresh), legacy.sameSecret(old, fresh)]).to.deep.equal([true, true])
    }
  })

  for (const from of SIDES)
    for (const to of SIDES) {
      it(`the ${to} accepts a form of the ${from}, and keeps its secret`, async () => {
        const { cookie, field } = await visit(from)
        const received = await post(to, cookie, field)
        expect(received.status).to.equal(200)
        expect(received.body).to.contain(REFUSED_BY_VIEW)
        expect(legacy.sameSecret(fieldOf(received), cookie)).to.equal(true)
      })

      it(`the ${to} accepts the token of a form of the ${from} as a header`, async () => {
        const { cookie, field } = await visit(from)
        expect((await post(to, cookie, undefined, field)).status).to.equal(200)
      })

      it(`the ${to} refuses a form of the ${from} beside the cookie of another visit`, async () => {
        const [one, other] = [await visit(from), await visit(from)]
        const received = await post(to, one.cookie, other.field)
        expect(received.status).to.equal(403)
        expect(received.body).to.contain(REFUSED_BY_CSRF).and.not.contain('requires a CSRF cookie')
      })
    }

  for (const [name, forge] of [
    ['without a cookie', (side: Side, { field }: { field: string }) => post(side, undefined, field)],
    ['without a token', (side: Side, { cookie }: { cookie: string }) => post(side, cookie, undefined)],
    ['with an empty token', (side: Side, { cookie }: { cookie: string }) => post(side, cookie, '')],
    [
      'with half a token',
      (side: Side, { cookie }: { cookie: string }) => post(side, cookie, cookie.slice(1)),
    ],
    ['with a malformed cookie, twice', (side: Side) => post(side, 'x', 'x')],
    ['with an empty cookie and token', (side: Side) => post(side, '', '')],
    [
      'with a wrong field beside a right header',
      (side: Side, { cookie }: { cookie: string }) => post(side, cookie, 'a'.repeat(64), cookie),
    ],
  ] as const)
    it(`both refuse one ${name} with the same page`, async () => {
      const minted = await visit('monolith')
      const [old, fresh] = [await forge('monolith', minted), await forge('frontend', minted)]
      expect([old.status, fresh.status]).to.deep.equal([403, 403])
      expect(old.body).to.contain(REFUSED_BY_CSRF)
      expect(fresh.body).to.equal(old.body)
    })

  it('are refused before any service is asked', async () => {
    const browser = new Browser(frontend.url)
    browser.cookies.set('session', '1')
    for (const path of ['/login/', '/logout/', '/thoughts/new', '/search?search=x', '/'])
      for (const method of ['POST', 'PUT', 'DELETE'])
        expect((await browser.ask(path, { method })).status, `${method} ${path}`).to.equal(403)
    expect([...frontend.users.asked, ...frontend.thoughts.asked]).to.deep.equal([])
  })
})
