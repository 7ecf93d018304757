import { expect } from 'chai'
import { errorOf, openApi, type Asking, type TestApi } from '../support/api.ts'
import { openOffice, type Office } from '../support/office.ts'

const WEIGHT = '/api/v1/routes/static/weight'
const ROLLBACK = '/api/v1/rollback'
const LARGE = 'x'.repeat(17 * 1024)

interface Case {
  readonly name: string
  readonly ask: readonly [method: string, path: string, asking?: Asking]
  readonly refusal: readonly [status: number, code: string]
  /** What message and remedy say. */
  readonly says: RegExp
}

const MALFORMED = [400, 'ERR_REQUEST_MALFORMED'] as const
const INVALID = [400, 'ERR_REQUEST_INVALID'] as const
const NOT_FOUND = [404, 'ERR_REQUEST_NOT_FOUND'] as const
const UNKNOWN = [404, 'ERR_ROUTE_UNKNOWN'] as const
const NOT_MOVABLE = [409, 'ERR_ROUTE_NOT_MOVABLE'] as const
const TOO_LARGE = [413, 'ERR_REQUEST_TOO_LARGE'] as const
const MEDIA_TYPE = [415, 'ERR_REQUEST_MEDIA_TYPE'] as const

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const lzma = { 'content-encoding': 'lzma' }

const put = (name: string, body: unknown, says: RegExp): Case => ({
  name,
  ask: ['PUT', WEIGHT, { body }],
  refusal: typeof body === 'string' ? MALFORMED : INVALID,
  says,
})

const WEIGHTS: readonly Case[] = [
  put('a weight above 100', { weight: 101 }, /body\.weight: .*<=100/),
  put('a weight below 0', { weight: -1 }, /body\.weight: .*>=0/),
  put('a weight that is no whole number', { weight: 5.5 }, /body\.weight: .*int/),
  put('a weight that is text', { weight: '50' }, /body\.weight: .*expected number/),
  put('a weight that is nothing', { weight: null }, /body\.weight: .*expected number/),
  put('no weight', {}, /body\.weight.*; send an object with weight, reason/),
  put('a key that is unknown', { weight: 5, wieght: 5 }, /body: .*"wieght".*; send an object with weight/),
  put('a reason of two lines', { weight: 5, reason: 'a\nb' }, /body\.reason: must not hold control/),
  put('a reason with a NUL', { weight: 5, reason: 'a\0b' }, /body\.reason: must not hold control/),
  put('a reason that is too long', { weight: 5, reason: 'a'.repeat(501) }, /body\.reason: .*500/),
  put('every fault at once', { weight: 500, reason: 1, x: 1 }, /body\.weight.*body\.reason.*"x"/),
  put('a list', [5], /body: .*expected object/),
  put('text in the place of an object', '"fifty"', /JSON; send well-formed JSON/),
  put('broken JSON', '{"weight":', /JSON.*; send well-formed JSON/),
]

const BODIES: readonly Case[] = [
  { name: 'no body', ask: ['PUT', WEIGHT], refusal: MEDIA_TYPE, says: /its body is no JSON/ },
  {
    name: 'a form',
    ask: ['PUT', WEIGHT, { body: 'weight=5', headers: form }],
    refusal: MEDIA_TYPE,
    says: /send Content-Type: application\/json/,
  },
  {
    name: 'an unknown encoding',
    ask: ['PUT', WEIGHT, { body: { weight: 5 }, headers: lzma }],
    refusal: MEDIA_TYPE,
    says: /without content encoding/,
  },
  {
    name: 'a large body',
    ask: ['POST', ROLLBACK, { body: { reason: LARGE } }],
    refusal: TOO_LARGE,
    says: /send less than 16 KiB/,
  },
]

const ROUTES: readonly Case[] = [
  {
    name: 'a misspelt route',
    ask: ['PUT', '/api/v1/routes/statik/weight', { body: { weight: 5 } }],
    refusal: UNKNOWN,
    says: /"statik".*did you mean "static"\?/,
  },
  {
    name: 'the rollback of a misspelt route',
    ask: ['POST', ROLLBACK, { body: { route: 'serch' } }],
    refusal: UNKNOWN,
    says: /did you mean "search"\?/,
  },
  {
    name: 'a name that every object has',
    ask: ['POST', ROLLBACK, { body: { route: '__proto__' } }],
    refusal: UNKNOWN,
    says: /"__proto__"/,
  },
  {
    name: 'a route that only its candidate knows',
    ask: ['POST', ROLLBACK, { body: { route: 'api' } }],
    refusal: NOT_MOVABLE,
    says: /only its candidate "new" knows it/,
  },
  {
    name: 'a route that is denied',
    ask: ['PUT', '/api/v1/routes/admin/weight', { body: { weight: 5 } }],
    refusal: NOT_MOVABLE,
    says: /it is denied.*; take deny off it/,
  },
  {
    name: 'a route that cannot be decoded',
    ask: ['PUT', '/api/v1/routes/%E0%A4%A/weight', { body: { weight: 5 } }],
    refusal: MALFORMED,
    says: /%E0%A4%A/,
  },
]

const QUERIES: readonly Case[] = [
  ...['limit=0', 'limit=1001', 'limit=many', 'limit=1.5', 'limit='].map((query): Case => ({
    name: `${query} for steps`,
    ask: ['GET', `/api/v1/steps?${query}`],
    refusal: INVALID,
    says: /query\.limit: /,
  })),
  {
    name: 'a route with a NUL for steps',
    ask: ['GET', '/api/v1/steps?route=a%00'],
    refusal: INVALID,
    says: /query\.route: must not hold control characters/,
  },
  {
    name: 'a misspelt key',
    ask: ['GET', '/api/v1/steps?limt=5'],
    refusal: INVALID,
    says: /"limt".*; the query may have route, limit/,
  },
  {
    name: 'a query where none is known',
    ask: ['GET', '/api/v1/status?x=1'],
    refusal: INVALID,
    says: /query: .*"x".*; leave the query out/,
  },
]

const PATHS = ['/api/v1/statuses', '/api/v1/status/', '/api/v1/Status', '/api/v1', '/api/v2/status', '/'].map(
  (path): Case => ({
    name: `the path ${path}, where nothing is`,
    ask: ['GET', path],
    refusal: NOT_FOUND,
    says: /openapi\.json lists what there is/,
  }),
)

const ALLOWED: Readonly<Record<string, string>> = {
  '/api/v1/status': 'GET, HEAD',
  '/api/v1/table': 'GET, HEAD',
  '/api/v1/traffic': 'GET, HEAD',
  '/api/v1/steps': 'GET, HEAD',
  '/api/v1/events': 'GET, HEAD',
  '/api/v1/openapi.json': 'GET, HEAD',
  [ROLLBACK]: 'POST',
  '/api/v1/plan': 'POST',
  '/api/v1/pins': 'POST',
  [WEIGHT]: 'PUT',
  '/healthz': 'GET, HEAD',
  '/readyz': 'GET, HEAD',
  '/metrics': 'GET, HEAD',
}

describe('the API, asked wrongly,', () => {
  let office: Office
  let api: TestApi
  before(async () => {
    office = await openOffice()
    api = await openApi(office.controller())
  })
  after(async () => {
    expect(await office.controller().steps({ limit: 10 })).to.deep.equal([])
    await api.close()
    await office.close()
  })

  for (const { name, ask, refusal, says } of [...WEIGHTS, ...BODIES, ...ROUTES, ...QUERIES, ...PATHS])
    it(`refuses ${name} with ${refusal.join(' ')}`, async () => {
      const answer = await api.ask(...ask)
      const { code, message, remedy } = errorOf(answer)
      expect([answer.status, code]).to.deep.equal(refusal)
      expect(`${message}; ${remedy}`).to.match(says)
    })

  for (const [path, allow] of Object.entries(ALLOWED))
    it(`refuses other methods than ${allow} for ${path}`, async () => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        if (allow.split(', ').includes(method)) continue
        const answer = await api.ask(method, path)
        expect({ method, status: answer.status }).to.deep.equal({ method, status: 405 })
        expect(answer.headers.get('allow')).to.equal(allow)
        expect(errorOf(answer)).to.include({ code: 'ERR_REQUEST_METHOD', remedy: `use ${allow}` })
      }
    })

  it('answers HEAD as GET, without a body', async () => {
    for (const path of Object.keys(ALLOWED).filter((each) => ALLOWED[each] === 'GET, HEAD')) {
      const { status, text } = await api.ask('HEAD', path)
      expect({ path, status, text }).to.deep.equal({ path, status: 200, text: '' })
    }
  })

  it('lets nobody keep an answer, nor guess its type', async () => {
    for (const path of ['/api/v1/status', '/api/v1/nothing', '/metrics']) {
      const { headers } = await api.ask('GET', path)
      expect(headers.get('cache-control')).to.equal('no-store')
      expect(headers.get('x-content-type-options')).to.equal('nosniff')
      expect(headers.get('x-powered-by')).to.equal(null)
    }
  })
})
