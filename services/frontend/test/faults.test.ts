import { expect } from 'chai'
import { Browser, type Received } from '../../../tests/contract/browser.ts'
import { sidOf, startFrontend, type Frontend } from './support/frontend.ts'
import { answering, byPath, type Behaviour } from './support/stand-in.ts'

const SESSION = '9876543210'
const PASSWORD = 'hunter2-secret'
const RAW = {
  'does not speak HTTP': 'SSH-2.0-OpenSSH_9.6\r\n',
  'hangs up in the middle of its answer':
    'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n[',
} as const

const raw =
  (bytes: string): Behaviour =>
  (_asked, { socket }) =>
    void socket?.end(bytes)

/** Ways to fail that any request may meet. */
const faults: readonly (readonly [string, Behaviour])[] = [
  ['never answers', () => undefined],
  ['hangs up', (_asked, { socket }) => void socket?.destroy()],
  ...Object.entries(RAW).map(([name, bytes]) => [name, raw(bytes)] as const),
  ['fails', answering(500, { error: {} })],
  ['is overloaded', answering(503, undefined, { 'retry-after': '120' })],
  [
    'answers something that is not JSON',
    (_asked, res) => void res.writeHead(201, { 'content-type': 'application/json' }).end('<html>'),
  ],
  ['is another service', answering(405, {})],
  ['sends elsewhere', answering(302, {}, { location: 'http://127.0.0.1/' })],
  ['forbids', answering(403, {})],
]

describe('a service that fails', () => {
  let frontend: Frontend
  let token: string
  let csrf: string
  before(async () => {
    frontend = await startFrontend()
    token = await frontend.signer.sign({ username: 'bruce', sid: sidOf(SESSION) }, 600)
    const visitor = new Browser(frontend.url)
    await visitor.ask('/login/')
    csrf = visitor.cookies.get('csrftoken') ?? ''
  })
  beforeEach(() => {
    frontend.users.behave(answering(204))
    frontend.thoughts.behave(answering(200, []))
    frontend.lines.length = 0
  })
  after(() => frontend[Symbol.asyncDispose]())

  const browser = (cookies: Readonly<Record<string, string>>): Browser => {
    const made = new Browser(frontend.url)
    for (const [name, value] of Object.entries({ csrftoken: csrf, ...cookies })) made.cookies.set(name, value)
    return made
  }
  const withToken = () => browser({ session: SESSION, session_token: token })
  const askingUsers = (): Promise<Received[]> =>
    Promise.all([
      ...['/', '/thoughts/', '/search?search=x', '/logout/'].flatMap((path) => [
        browser({ session: SESSION }).ask(path),
        withToken().ask(path),
      ]),
      withToken().ask('/thoughts/new', { form: { text: 'hello' } }),
      browser({}).ask('/login/', { form: { username: 'bruce', password: PASSWORD } }),
    ])
  const askingThoughts = (): Promise<Received[]> =>
    Promise.all([
      withToken().ask('/thoughts/'),
      withToken().ask('/search?search=x'),
      browser({}).ask('/search?search=x'),
      withToken().ask('/thoughts/new', { form: { text: 'hello' } }),
    ])
  const expectUnavailable = (answers: readonly Received[], service: string): void => {
    for (const { status, headers, body } of answers) {
      expect(status).to.equal(503)
      expect(body)
        .to.contain('<h1>Service Unavailable</h1>')
        .and.contain('Please try again in a few seconds.')
      expect(headers).to.include({ 'retry-after': '2', 'content-type': 'text/html' })
      expect(headers).not.to.have.any.keys('location', 'set-cookie')
    }
    const errors = frontend.lines.filter(({ level, error }) => level === 'error' && error !== undefined)
    expect(errors).to.have.length(answers.length)
    for (const { error } of errors) expect(error).to.include({ name: 'ServiceUnavailable' })
    for (const { error } of errors)
      expect(error)
        .to.have.property('message')
        .that.matches(new RegExp(`^${service}: `))
  }

  for (const [name, behaviour] of faults) {
    it(`is told as such, never as "not logged in": users ${name}`, async () => {
      frontend.users.behave(behaviour)
      expectUnavailable(await askingUsers(), 'users')
      expect(frontend.thoughts.asked.filter(({ method }) => method === 'POST')).to.deep.equal([])
    })

    it(`is told as such: thoughts ${name}`, async () => {
      frontend.thoughts.behave(behaviour)
      expectUnavailable(await askingThoughts(), 'thoughts')
    })
  }

  for (const [name, json] of [
    ['nothing', undefined],
    ['an object', {}],
    ['a list of something else', [{ id: 1 }]],
    ['a time that is none', [{ id: 1, username: 'bruce', text: 'x', timestamp: 'yesterday' }]],
    ['a time with a zone', [{ id: 1, username: 'bruce', text: 'x', timestamp: '1962-05-11T09:53:41Z' }]],
  ] as const)
    it(`is told as such: thoughts lists ${name}`, async () => {
      frontend.thoughts.behave(answering(200, json))
      expectUnavailable(
        [await withToken().ask('/thoughts/'), await browser({}).ask('/search?search=x')],
        'thoughts',
      )
    })

  it('is told as such: thoughts does not accept a token that the pages accept', async () => {
    frontend.thoughts.behave(answering(401, {}))
    const written = withToken().ask('/thoughts/new', { form: { text: 'hello' } })
    expectUnavailable([await withToken().ask('/thoughts/'), await written], 'thoughts')
  })

  for (const [name, json] of [
    ['nothing', undefined],
    ['a token without a name', { token: 'x' }],
    ['a name that is no text', { token: 'x', username: 7, session: '1' }],
  ] as const)
    it(`is told as such: users gives ${name} for a session or a login`, async () => {
      const behaviour = {
        '/admin/sessions/': answering(201, json),
        '/admin/sessions/exchange/': answering(200, json),
      }
      frontend.users.behave(byPath(behaviour))
      const form = { username: 'bruce', password: PASSWORD }
      const asked = [browser({ session: SESSION }).ask('/'), browser({}).ask('/login/', { form })]
      expectUnavailable(await Promise.all(asked), 'users')
    })

  it('is told as such: users cannot be found where it should be', async () => {
    frontend.users.behave(answering(404, {}))
    const form = { username: 'bruce', password: PASSWORD }
    const asked = [browser({}).ask('/login/', { form }), browser({ session: SESSION }).ask('/logout/')]
    expectUnavailable(await Promise.all(asked), 'users')
  })

  it('is told as such: thoughts cannot be found where it should be', async () => {
    frontend.thoughts.behave(answering(404, {}))
    expectUnavailable(await askingThoughts(), 'thoughts')
  })

  it('never writes a thought twice', async () => {
    frontend.thoughts.behave((_asked, { socket }) => void socket?.destroy())
    await withToken().ask('/thoughts/new', { form: { text: 'hello' } })
    expect(frontend.thoughts.asked).to.have.length(1)
  })

  it('is asked once more about a session whose connection was lost, never to log in once more', async () => {
    const hangUpOnce = (then: Behaviour): Behaviour => {
      let lost = false
      return (asked, res) => {
        if (lost) then(asked, res)
        else res.socket?.destroy()
        lost = true
      }
    }
    for (const [path, status, visitor, then] of [
      ['/thoughts/', 200, withToken(), answering(204)],
      ['/thoughts/', 200, browser({ session: SESSION }), answering(200, { token, username: 'bruce' })],
      ['/logout/', 302, withToken(), answering(204)],
    ] as const) {
      frontend.users.behave(hangUpOnce(then))
      expect((await visitor.ask(path)).status).to.equal(status)
      expect(frontend.users.asked).to.have.length(2)
    }
    frontend.users.behave(hangUpOnce(answering(201, {})))
    const form = { username: 'bruce', password: PASSWORD }
    expect((await browser({}).ask('/login/', { form })).status).to.equal(503)
    expect(frontend.users.asked).to.have.length(1)
  })

  it('stops no page that does not need it, and is served again when it is back', async () => {
    frontend.users.behave(answering(500))
    frontend.thoughts.behave(answering(500))
    expect((await withToken().ask('/login/')).status).to.equal(200)
    expect((await browser({}).ask('/thoughts/')).headers.location).to.equal('/login/')
    expect((await browser({}).ask('/logout/')).headers.location).to.equal('/login/')
    expect((await withToken().ask('/thoughts/')).status).to.equal(503)
    frontend.users.behave(answering(204))
    frontend.thoughts.behave(answering(200, []))
    expect((await withToken().ask('/thoughts/')).status).to.equal(200)
  })

  it('puts no password, session or token into the log', async () => {
    frontend.users.behave(answering(500))
    await askingUsers()
    frontend.users.behave(answering(204))
    frontend.thoughts.behave(
      (_asked, res) => void res.writeHead(200, { 'content-type': 'application/json' }).end('x'),
    )
    await askingThoughts()
    const log = frontend.logText()
    for (const secret of [PASSWORD, SESSION, token, csrf]) expect(log).not.to.contain(secret)
    expect(frontend.lines.some(({ level }) => level === 'error')).to.equal(true)
  })
})

describe('services that are not there', () => {
  it('are told as such, and the frontend stays up', async () => {
    await using frontend = await startFrontend()
    await Promise.all([frontend.users.close(), frontend.thoughts.close()])
    const browser = new Browser(frontend.url)
    expect((await browser.ask('/search?search=x')).status).to.equal(503)
    browser.cookies.set('session', SESSION)
    const { status, headers } = await browser.ask('/')
    expect([status, headers.location]).to.deep.equal([503, undefined])
    for (const path of ['/healthz', '/readyz', '/login/'])
      expect((await browser.ask(path)).status).to.equal(200)
  })
})
