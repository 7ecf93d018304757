import { expect } from 'chai'
import fc from 'fast-check'
import { canonicalPath, createMatcher, parsePlan, type RouteTable } from '@strangler/migration-plan'
import { startHaproxy, type TestHaproxy } from './support/haproxy.ts'
import { planText, tableOf, type TestTable } from './support/tables.ts'
import { startUpstream, type TestUpstream } from './support/upstream.ts'

const segment = fc.constantFrom('a', 'b', 'c', ':p')
const pattern = fc
  .tuple(fc.array(segment, { maxLength: 4 }), fc.constantFrom('', '/', '/*'))
  .map(([segments, end]) => `/${segments.join('/')}${segments.length === 0 ? end.replace(/^\//, '') : end}`)
const route = fc.record({
  path: pattern,
  methods: fc.option(fc.subarray(['GET', 'HEAD', 'POST', 'PUT'], { minLength: 1 }), {
    nil: undefined,
    freq: 3,
  }),
  host: fc.option(fc.constantFrom('one.example', 'two.example'), { nil: undefined, freq: 3 }),
})
const requestPath = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', ':', ':p', '*', ''), { maxLength: 6 })
  .map((segments) => `/${segments.join('/')}`)
const request = fc.record({
  path: requestPath,
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'),
  host: fc.constantFrom('one.example', 'TWO.example.:81', 'three.example', 'one.example:80'),
})

describe('the route that HAProxy chooses', () => {
  let upstream: TestUpstream
  let haproxy: TestHaproxy
  let version = 1
  const table = (routes: TestTable['routes']): RouteTable =>
    tableOf({
      routes,
      upstreams: { old: { url: upstream.url }, new: { url: upstream.url } },
      defaults: { expose: true },
      version: version++,
    })

  before(async () => {
    upstream = await startUpstream('any')
    haproxy = await startHaproxy(table([]))
  })

  after(async () => {
    await haproxy.close()
    await upstream.close()
  })

  async function serve(rules: RouteTable): Promise<void> {
    await haproxy.edge.apply(rules)
    haproxy.hangUp()
  }

  async function expectSame(
    rules: RouteTable,
    asked: { path: string; method: string; host: string },
  ): Promise<void> {
    const answer = await haproxy.get(asked.path, { host: asked.host }, asked.method)
    const canonical = canonicalPath(asked.path.split('?')[0] ?? '')
    const expected = canonical.ok
      ? createMatcher(rules).match({ ...asked, path: canonical.path }).id
      : 'refused'
    const actual = answer.status === 400 ? 'refused' : answer.headers['x-strangler-route']
    expect(actual, `${asked.method} ${asked.host} ${asked.path}`).to.equal(expected)
  }

  it('is the one that createMatcher chooses, for any table', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(route, { minLength: 1, maxLength: 25 }),
        fc.array(request, { minLength: 120, maxLength: 120 }),
        async (written, requests) => {
          const rules = table(unambiguous(written))
          await serve(rules)
          for (const asked of requests) await expectSame(rules, asked)
        },
      ),
      { numRuns: 10, endOnFailure: true },
    )
  }).timeout(60_000)

  it('goes by the canonical path, and is refused where canonicalPath refuses', async () => {
    const paths = ['/', '/a', '/a/', '/a/*', '/a/b', '/:x/b', '/:x/b/*', '/é', '/a+b', "/it's"]
    const rules = table(paths.map((path, at) => ({ id: `r${at}`, match: { path } })))
    await serve(rules)
    const part = fc.constantFrom(
      ...[
        '/',
        '/',
        '/',
        '//',
        '.',
        './',
        '..',
        '..;',
        ';',
        ';x=1',
        '%2e',
        '%2F',
        '%61',
        '%C3%A9',
        '%00',
        'a',
      ],
      ...[
        'b',
        'a',
        '\\',
        '%',
        '%4',
        '+',
        '%2b',
        '%3f',
        '%3b',
        '%25',
        '%7f',
        '%7e',
        '%20',
        "'",
        '"',
        'it%27s',
        '~',
      ],
      ...[
        '%80',
        '%ff',
        '%3a',
        ':',
        '*',
        '%0a',
        '%23',
        '%5C',
        '%9f',
        '|',
        '^',
        '{',
        '`',
        '?x=/../%2e#'.slice(0, 9),
      ],
    )
    const path = fc.array(part, { maxLength: 8 }).map((parts) => `/${parts.join('')}`)
    await fc.assert(
      fc.asyncProperty(path, (raw) => expectSame(rules, { path: raw, method: 'GET', host: 'h' })),
      { numRuns: 1500, endOnFailure: true },
    )
  })
})

/** The routes that make a plan, without those that the plan language refuses next to the others. */
function unambiguous(
  written: readonly { path: string; methods: string[] | undefined; host: string | undefined }[],
): TestTable['routes'] {
  let routes: TestTable['routes'] = []
  for (const { path, methods, host } of written) {
    const match = { path, ...(methods ? { methods } : {}), ...(host === undefined ? {} : { host }) }
    const more = [...routes, { id: `r${routes.length}`, match }]
    if (parsePlan(planText({ routes: more }), { env: {} }).ok) routes = more
  }
  return routes
}
