import { expect } from 'chai'
import fc from 'fast-check'
import { createMatcher, hostName, PlanError, UNCLAIMED, type Route } from '@strangler/migration-plan'
import { cpuTime } from './support/cpu-time.ts'
import { tableOf, type WrittenRoute } from './support/plans.ts'

type Match = WrittenRoute['match']

/** Id of the route (r0, r1 … in the order given) that claims a request. */
function claimer(
  matches: readonly Match[],
  path: string,
  { method = 'GET', host = 'any.example' } = {},
): string {
  return createMatcher(tableOf(...matches.map((match) => ({ match })))).match({ host, method, path }).id
}

describe('createMatcher', () => {
  it('prefers exact over parameter over prefix', () => {
    const matches = [{ path: '/a/*' }, { path: '/a/:id' }, { path: '/a/b' }]
    expect(claimer(matches, '/a/b')).to.equal('r2')
    expect(claimer(matches, '/a/c')).to.equal('r1')
    expect(claimer(matches, '/a/c/d')).to.equal('r0')
  })

  it('compares segment by segment from the left', () => {
    expect(claimer([{ path: '/:x/b' }, { path: '/a/*' }], '/a/b')).to.equal('r1')
    expect(claimer([{ path: '/:x/b/c' }, { path: '/a/:y/:z' }], '/a/b/c')).to.equal('r1')
  })

  it('prefers the longer prefix', () => {
    expect(claimer([{ path: '/a/*' }, { path: '/a/b/*' }, { path: '/*' }], '/a/b/c')).to.equal('r1')
  })

  it('goes back to a less specific route where a more specific one leads nowhere', () => {
    const matches = [{ path: '/a/b/c' }, { path: '/:x/b/d' }, { path: '/a/*' }]
    expect(claimer(matches, '/a/b/d')).to.equal('r2')
    expect(claimer(matches.slice(0, 2), '/a/b/d')).to.equal('r1')
  })

  it('claims the folder and everything below with a prefix, but not the name without slash', () => {
    expect(claimer([{ path: '/under/*' }], '/under/')).to.equal('r0')
    expect(claimer([{ path: '/under/*' }], '/under/x/y')).to.equal('r0')
    expect(claimer([{ path: '/under/*' }], '/under')).to.equal(UNCLAIMED)
    expect(claimer([{ path: '/under/*' }], '/underneath/x')).to.equal(UNCLAIMED)
  })

  it('takes /a and /a/ for two paths', () => {
    expect(claimer([{ path: '/a' }], '/a/')).to.equal(UNCLAIMED)
    expect(claimer([{ path: '/a/' }], '/a')).to.equal(UNCLAIMED)
    expect(claimer([{ path: '/' }], '/')).to.equal('r0')
  })

  it('takes one segment, never an empty one, for a parameter', () => {
    expect(claimer([{ path: '/a/:id' }], '/a/1')).to.equal('r0')
    expect(claimer([{ path: '/a/:id' }], '/a/')).to.equal(UNCLAIMED)
    expect(claimer([{ path: '/a/:id' }], '/a/1/')).to.equal(UNCLAIMED)
  })

  it('is case-sensitive for paths', () => {
    expect(claimer([{ path: '/Login' }], '/login')).to.equal(UNCLAIMED)
  })

  it('matches letters beyond ASCII by their UTF-8 bytes, as canonical paths have them', () => {
    expect(claimer([{ path: '/café' }], '/caf\u00c3\u00a9')).to.equal('r0')
  })

  it('prefers a route with methods to the same path without', () => {
    const matches = [{ path: '/a' }, { path: '/a', methods: ['POST'] }]
    expect(claimer(matches, '/a', { method: 'POST' })).to.equal('r1')
    expect(claimer(matches, '/a', { method: 'GET' })).to.equal('r0')
    expect(claimer(matches.toReversed(), '/a', { method: 'POST' })).to.equal('r0')
  })

  for (const path of ['/a/b', '/a/:id', '/a/b/*'])
    it(`falls back from ${path} to a less specific route where the method does not fit`, () => {
      const matches = [{ path, methods: ['POST'] }, { path: '/a/*' }]
      const asked = path.replace(':id', 'b').replace('*', 'c')
      expect(claimer(matches, asked, { method: 'POST' })).to.equal('r0')
      expect(claimer(matches, asked, { method: 'GET' })).to.equal('r1')
    })

  it('does not take HEAD for GET', () => {
    expect(claimer([{ path: '/a', methods: ['GET'] }], '/a', { method: 'HEAD' })).to.equal(UNCLAIMED)
  })

  it('prefers a named host to a more specific path, whatever case, port or last dot the Host header has', () => {
    const matches = [{ path: '/a' }, { path: '/*', host: 'Shop.example' }]
    expect(claimer(matches, '/a', { host: 'SHOP.example.:8000' })).to.equal('r1')
    expect(claimer(matches, '/a', { host: 'other.example' })).to.equal('r0')
  })

  it('falls back to any host where the named host does not claim the request', () => {
    const matches = [{ path: '/a' }, { path: '/b', host: 'shop.example' }]
    expect(claimer(matches, '/a', { host: 'shop.example' })).to.equal('r0')
    expect(claimer(matches, '/c', { host: 'shop.example' })).to.equal(UNCLAIMED)
  })

  it('refuses a table that leaves requests unclaimed', () => {
    const table = tableOf({ match: { path: '/a' } })
    expect(() => createMatcher({ ...table, routes: table.routes.slice(0, 1) }))
      .to.throw(PlanError, 'no route claims /*')
      .with.property('code', 'ERR_PLAN_TABLE')
  })

  it('agrees with trying every route, in any order of the file', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyMatch(), { maxLength: 10, selector: claimKey }),
        anyRequest(),
        (matches, request) => {
          const table = tableOf({ match: { path: '/z' } })
          const [pattern] = table.routes
          const routes = matches.map((match, at) => ({ ...pattern!, id: `r${at}`, match }))
          const all = [...routes, ...table.routes]
          const expected = tryAll(all, request)
          expect(createMatcher({ ...table, routes: all }).match(request).id).to.equal(expected)
          expect(createMatcher({ ...table, routes: all.toReversed() }).match(request).id).to.equal(expected)
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('compiles 10,000 routes within a second, and finds each among them', () => {
    const paths = Array.from(
      { length: 10_000 },
      (_, at) => [`/a${at}/b`, `/a${at}/:x/c`, `/a${at}/*`][at % 3] ?? '',
    )
    const [route] = tableOf({ match: { path: '/a' } }).routes
    const routes = paths.map((path, at) => ({ ...route!, id: `r${at}`, match: { ...route!.match, path } }))
    const table = tableOf()
    const whole = { ...table, routes: [...routes, ...table.routes] }
    expect(cpuTime(() => void createMatcher(whole))).to.be.below(1000)
    const matcher = createMatcher(whole)
    for (const [at, path] of paths.entries()) {
      const asked = path.replace(':x', 'y').replace('*', 'z/z')
      expect(matcher.match({ host: 'h', method: 'GET', path: asked }).id).to.equal(`r${at}`)
    }
  })

  it('takes about as long among 10,000 routes as among 10', () => {
    const timeOf = (count: number): number => {
      const table = tableOf()
      const [route] = tableOf({ match: { path: '/a' } }).routes
      const routes = Array.from({ length: count }, (_, at) => ({
        ...route!,
        id: `r${at}`,
        match: { ...route!.match, path: `/area/${at}/:id/*` },
      }))
      const matcher = createMatcher({ ...table, routes: [...routes, ...table.routes] })
      const request = { host: 'h', method: 'GET', path: '/area/7/x/y/z' }
      const runs = Array.from({ length: 7 }, () => {
        const started = performance.now()
        for (let turn = 0; turn < 10_000; turn++) matcher.match(request)
        return performance.now() - started
      })
      return Math.min(...runs)
    }
    expect(timeOf(10_000)).to.be.below(10 * timeOf(10) + 1)
  })
})

describe('hostName', () => {
  for (const [header, host] of [
    ['Shop.Example', 'shop.example'],
    ['shop.example:8080', 'shop.example'],
    ['shop.example.', 'shop.example'],
    ['shop.example.:443', 'shop.example'],
    ['[::1]:8080', '[::1]'],
    ['[::1]', '[::1]'],
  ] as const)
    it(`reads ${header} as ${host}`, () => {
      expect(hostName(header)).to.equal(host)
    })
})

interface AnyMatch {
  readonly host: string | null
  readonly path: string
  readonly methods: readonly string[] | null
}

function anyMatch(): fc.Arbitrary<AnyMatch> {
  const segments = fc.array(fc.constantFrom('a', 'b', ':p'), { maxLength: 3 })
  const end = fc.constantFrom([], [''], ['*'])
  const match = fc.record({
    host: fc.constantFrom(null, null, 'h.example'),
    path: fc.tuple(segments, end).map(([parts, last]) => `/${[...parts, ...last].join('/')}`),
    methods: fc.constantFrom(null, ['GET'], ['POST', 'PUT']),
  })
  // Whoever claims everything takes the place of `unclaimed`, which these tables have already.
  return match.filter(({ host, path, methods }) => host !== null || path !== '/*' || methods !== null)
}

/** Two routes with the same key would be ambiguous, which plans refuse. */
function claimKey({ host, path, methods }: AnyMatch): string {
  return JSON.stringify([host, path, methods])
}

function anyRequest(): fc.Arbitrary<{ host: string; path: string; method: string }> {
  const segments = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 })
  return fc.record({
    host: fc.constantFrom('h.example', 'H.EXAMPLE:80', 'other.example'),
    path: fc
      .tuple(segments, fc.boolean())
      .map(([parts, folder]) => `/${[...parts, ...(folder && parts.length > 0 ? [''] : [])].join('/')}`),
    method: fc.constantFrom('GET', 'POST', 'DELETE'),
  })
}

/** The rule of precedence in its plainest form: of all routes that fit, the one with the smallest rank. */
function tryAll(routes: readonly Route[], request: { host: string; path: string; method: string }): string {
  const ranked = routes
    .flatMap(({ id, match }) => {
      const rank = rankOf(match, request)
      return rank === undefined ? [] : [{ id, rank }]
    })
    .sort((one, other) => (one.rank < other.rank ? -1 : 1))
  return ranked[0]?.id ?? UNCLAIMED
}

function rankOf(
  { host, path, methods }: Route['match'],
  request: { host: string; path: string; method: string },
): string | undefined {
  if (host !== null && host !== request.host.toLowerCase().split(':')[0]) return undefined
  if (methods !== null && !methods.includes(request.method)) return undefined
  const given = request.path.slice(1).split('/')
  const wanted = path.slice(1).split('/')
  const prefix = wanted.at(-1) === '*'
  if (prefix ? given.length < wanted.length : given.length !== wanted.length) return undefined
  const ranks = wanted.map((segment, at) => {
    if (segment === '*') return '3'
    if (segment.startsWith(':')) return given[at] === '' ? 'no' : '2'
    return segment === given[at] ? '1' : 'no'
  })
  if (ranks.includes('no')) return undefined
  return [host === null ? '2' : '1', ...ranks, methods === null ? '2' : '1'].join('')
}
