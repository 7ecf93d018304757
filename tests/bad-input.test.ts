import { createPrivateKey, type JsonWebKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connectController, readPlan, startSystem, type System } from '@strangler/demo'
import { isMovable } from '@strangler/migration-plan'
import { expect } from 'chai'
import { calmOf, expectCalm, type Calm } from './bad-input/calm.ts'
import { endpointsOf, type Endpoint } from './bad-input/endpoints.ts'
import { hostileBytes, slowRequests } from './bad-input/hostile-bytes.ts'
import { hostilePages } from './bad-input/hostile-pages.ts'
import { harmlessPath, hostileRequests } from './bad-input/hostile-requests.ts'
import { hostileTokens, type HostileToken } from './bad-input/hostile-tokens.ts'
import { ask, Browser, type Received, type Sent } from './contract/browser.ts'
import { sendRaw, type RawAnswer } from './support/raw-http.ts'

const AT_ONCE = 6
/** Refused by Node itself, by their status alone, before any code of ours is asked. */
const STATUS_ALONE = new Set(['no Host', 'an unmet expectation', 'a target with a broken host'])

describe('bad input', () => {
  let system: System
  let calm: Calm
  let bruce: Browser
  let slow: Promise<readonly (readonly [string, RawAnswer])[]>

  before(async () => {
    system = await startSystem({ front: 'haproxy', legacyUrl: null, databaseUrl: null }, () => undefined)
    const controller = await connectController(system.contextFile)
    const { routes } = await readPlan()
    for (const { id } of routes.filter((route) => isMovable(route))) await controller.set(id, 100)
    bruce = new Browser(system.ready.edge)
    expect((await bruce.login('bruce')).status).to.equal(302)
    calm = await calmOf(system)
    // They take their time while everything else happens.
    slow = trickle()
  })
  after(() => system.stop())

  const promise = (title: string, body: () => Promise<void>): void => {
    it(title, async () => {
      await body()
      await expectCalm(system, calm)
    })
  }

  const documents = (): readonly string[] => {
    const { ready, internal } = system
    const apis = [ready.services.users, internal.users, ready.services.thoughts, internal.thoughts]
    return [...apis.map((url) => `${url}/swagger.json`), `${ready.controller}/api/v1/openapi.json`]
  }

  promise('is refused with its reason by every operation of every API, and nothing is stored', async () => {
    const endpoints = (await Promise.all(documents().map(endpointsOf))).flat()
    expect(endpoints.map(({ name }) => name)).to.include.members([
      'POST /api/login/',
      'POST /admin/sessions/',
      'POST /api/me/thoughts/',
      'DELETE /admin/thoughts/{id}/',
      'PUT /routes/{id}/weight',
    ])
    const attempts = await Promise.all(
      endpoints.map(async (endpoint) => {
        const authorization = endpoint.needsToken ? await authorizationFor(endpoint) : undefined
        return hostileRequests(endpoint, endpoints).map((request) => ({ endpoint, request, authorization }))
      }),
    )
    const faults = await inTurns(attempts.flat(), async ({ endpoint, request, authorization }) => {
      const answer = await reach(endpoint.base, request.path, {
        ...request,
        headers: { ...request.headers, ...(authorization ? { authorization } : {}) },
      })
      const { message } = reasonOf(answer.body)
      const isNamed = request.names === undefined || message.includes(request.names)
      return isRefused(answer.status) && message !== '' && isNamed
        ? []
        : [`${endpoint.name}, ${request.name}: ${answer.status} ${answer.body.slice(0, 200)}`]
    })
    expect(faults).to.deep.equal([])
  })

  promise(
    'in place of a token lets nobody into the APIs, neither directly nor through the edge',
    async () => {
      const tokens = await forgedTokens()
      const words: readonly HostileToken[] = [
        '',
        'Bearer',
        'Basic YTpi',
        'Bearer a b',
        'Bearer "x"',
        '\xff',
      ].map((header) => ({ name: `header "${header}"`, token: header }))
      const { ready } = system
      const doors = [ready.services.thoughts, ready.edge].flatMap((base) => [
        { base, path: '/api/me/thoughts/', method: 'GET' },
        { base, path: '/api/me/thoughts/', method: 'POST' },
      ])
      const headers = [
        ...tokens.map(({ name, token }) => ({ name, header: `Bearer ${token}` })),
        ...words.map(({ name, token }) => ({ name, header: token })),
      ]
      const attempts = doors.flatMap((door) => headers.map((row) => ({ ...door, ...row })))
      const faults = await inTurns(attempts, async ({ base, path, method, name, header }) => {
        const answer = await reach(base, path, {
          method,
          headers: { authorization: header, 'content-type': 'application/x-www-form-urlencoded' },
          ...(method === 'POST' ? { body: 'text=forged' } : {}),
        })
        const { code, message } = reasonOf(answer.body)
        return answer.status === 401 && code !== '' && message !== '' && answer.headers['www-authenticate']
          ? []
          : [`${method} ${base}, ${name}: ${answer.status} ${answer.body.slice(0, 200)}`]
      })
      expect(faults).to.deep.equal([])
      const endless = { headers: { authorization: `Bearer ${'x'.repeat(100_000)}` } }
      expect((await reach(ready.services.thoughts, '/api/me/thoughts/', endless)).status).to.equal(431)
    },
  )

  promise('in place of a token lets nobody steer, and a viewer of nothing see nothing', async () => {
    const endpoints = await endpointsOf(`${system.ready.controller}/api/v1/openapi.json`)
    const guarded = endpoints.filter(({ needsToken }) => needsToken)
    expect(guarded).to.have.length.above(5)
    const tokens = [
      '',
      'Bearer',
      'Bearer x',
      'Basic YTpi',
      `Bearer ${'x'.repeat(5000)}`,
      'Bearer a b',
      '\xff',
    ]
    const attempts = guarded.flatMap((endpoint) => tokens.map((token) => ({ endpoint, token })))
    const faults = await inTurns(attempts, async ({ endpoint, token }) => {
      const answer = await reach(endpoint.base, harmlessPath(endpoint), {
        method: endpoint.method,
        headers: { authorization: token, 'content-type': 'application/json' },
        ...(endpoint.bodyFields ? { body: '{"weight":50}' } : {}),
      })
      // Who goes on is turned away sooner.
      const refusals = { 401: 'ERR_REQUEST_NO_TOKEN', 429: 'ERR_REQUEST_TOO_MANY' }
      return reasonOf(answer.body).code === refusals[answer.status as keyof typeof refusals]
        ? []
        : [`${endpoint.name}, "${token.slice(0, 20)}": ${answer.status} ${answer.body.slice(0, 200)}`]
    })
    expect(faults).to.deep.equal([])
  })

  promise('in place of a session cookie makes nobody a user, whatever token stands beside it', async () => {
    const cookies = Object.fromEntries(bruce.cookies)
    const { session = '', session_token: token = '' } = cookies
    expect(session).to.match(/^\d+$/)
    const jars = [
      ['a stolen token alone', { session_token: token }],
      ['a stolen token beside an unknown session', { session: '12345', session_token: token }],
      ['a stolen token beside no session at all', { session: '', session_token: token }],
      ['a stolen token under the name of the session', { session: token }],
      ...(await forgedTokens()).map(
        (forged) => [forged.name, { session: '1', session_token: forged.token }] as const,
      ),
    ] as const
    for (const base of [system.ready.services.frontend, system.ready.edge])
      for (const [name, jar] of jars) {
        const browser = new Browser(base)
        for (const [key, value] of Object.entries(jar)) browser.cookies.set(key, value)
        const { status, headers } = await browser.ask('/thoughts/')
        expect([status, headers.location], `${base}, ${name}`).to.deep.equal([302, '/login/'])
      }
  })

  promise('in place of the token leaves the user of a session who they are', async () => {
    for (const { name, token } of await forgedTokens()) {
      const browser = new Browser(system.ready.services.frontend)
      browser.cookies.set('session', bruce.cookies.get('session') ?? '')
      browser.cookies.set('session_token', token)
      const { status, body } = await browser.ask('/thoughts/')
      expect(status, name).to.equal(200)
      expect(body, name).to.contain('>bruce<').and.not.to.contain('stephen')
    }
  })

  for (const who of ['the frontend', 'the monolith', 'the edge'] as const)
    promise(`to a page of ${who} is refused or means nothing, and stores nothing`, async () => {
      const { ready } = system
      const base = {
        'the frontend': ready.services.frontend,
        'the monolith': ready.legacy,
        'the edge': ready.edge,
      }[who]
      const jar = Object.fromEntries([...bruce.cookies].filter(([name]) => name !== 'csrftoken'))
      const faults = await inTurns(hostilePages(jar), async (page) => {
        const { status, body } = await reach(base, page.path, page)
        const expected =
          page.legacyFails && who === 'the monolith'
            ? status === 500
            : isRefused(status) || (page.mayPass === true && status < 400)
        return expected ? [] : [`${page.name}: ${status} ${body.slice(0, 200)}`]
      })
      expect(faults).to.deep.equal([])
    })

  promise('that is hardly HTTP is answered by every port with 4xx and a reason, or cut off', async () => {
    const { ready, internal } = system
    const services = [...Object.values(ready.services), ...Object.values(internal), ready.controller]
    const faults = await inTurns(hostileBytes('/login/'), async ({ name, outcome, ...request }) => {
      const answers = await Promise.all(
        [...services, ready.legacy, ready.edge].map(async (url) => ({
          url,
          ...(await sendRaw(url, request)),
        })),
      )
      return answers.flatMap(({ url, status, body, hung }) => {
        const isFine =
          status === null
            ? outcome === 'cut' && !hung
            : outcome === 'harmless'
              ? status < 500
              : isRefused(status)
        const tells =
          !services.includes(url) ||
          !isRefused(status ?? 0) ||
          STATUS_ALONE.has(name) ||
          reasonOf(body).message !== '' ||
          body.includes('<title>')
        return isFine && tells ? [] : [`${name} to ${url}: ${String(status)} ${body.slice(0, 100)}`]
      })
    })
    expect(faults).to.deep.equal([])
  })

  promise('that never ends is given up on', async () => {
    for (const [name, { status, hung }] of await slow) {
      expect(hung, name).to.equal(false)
      expect(status, name).to.equal(408)
    }
  })

  async function trickle(): Promise<readonly (readonly [string, RawAnswer])[]> {
    const { frontend, users, thoughts, static: files } = system.ready.services
    const { controller, edge } = system.ready
    const attempts = [
      ...[frontend, users, thoughts, files, controller, edge].map(
        (url) => ['heads', url, slowRequests('/').heads] as const,
      ),
      ['bodies', frontend, slowRequests('/login/').bodies],
      ['bodies', users, slowRequests('/api/login/').bodies],
      ['bodies', edge, slowRequests('/login/').bodies],
    ] as const
    return Promise.all(
      attempts.map(
        async ([what, url, request]) => [`${what} to ${url}`, await sendRaw(url, request, 50_000)] as const,
      ),
    )
  }

  async function authorizationFor({ base }: Endpoint): Promise<string> {
    if (base.startsWith(system.ready.controller)) {
      const context = JSON.parse(await readFile(system.contextFile, 'utf8')) as { token: string }
      return `Bearer ${context.token}`
    }
    const body = new URLSearchParams({ username: 'bruce', password: 'password' })
    const answer = await fetch(`${system.ready.services.users}/api/login/`, { method: 'POST', body })
    return ((await answer.json()) as { Authorized: string }).Authorized
  }

  async function forgedTokens(): Promise<readonly HostileToken[]> {
    const jwk = JSON.parse(await readFile(join(system.folder, 'signing.json'), 'utf8')) as JsonWebKey & {
      kid: string
    }
    return hostileTokens(createPrivateKey({ key: jwk, format: 'jwk' }), jwk.kid)
  }
})

function isRefused(status: number): boolean {
  return status >= 400 && status < 500
}

/** Kept alive, as browsers and balancers do: then a server reads on while it refuses, and its answer is heard. */
function reach(base: string, path: string, { headers, body, ...sent }: Sent): Promise<Received> {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return ask(new URL(base).origin, new URL(base).pathname.replace(/\/$/, '') + path, {
    ...sent,
    headers: { connection: 'keep-alive', ...length, ...headers },
    ...(body === undefined ? {} : { body }),
  })
}

function reasonOf(body: string): { code: string; message: string } {
  try {
    const { error } = JSON.parse(body) as { error: { code: string; message: string } }
    return { code: error.code, message: error.message }
  } catch {
    return { code: '', message: '' }
  }
}

/** Some at once, for all; gives what they give, in one list. */
async function inTurns<T>(
  items: readonly T[],
  work: (item: T) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const left = [...items]
  const found: string[] = []
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) found.push(...(await work(item)))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return found
}
