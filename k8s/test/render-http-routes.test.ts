import { readFileSync } from 'node:fs'
import { HTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute'
import { compileTable, createMatcher, parsePlan, standingFor } from '@strangler/migration-plan'
import { expect } from 'chai'
import fc from 'fast-check'
import { parseAllDocuments } from 'yaml'
import { K8sError, readWeight, renderHttpRoutes, toYaml, type HttpRoute } from '../src/index.ts'
import { claimedBy } from './support/gateway.ts'
import { OPTIONS, PROXY, tableOf, type TestTable } from './support/tables.ts'

const PLAN = new URL('../../migration-plan/plans/mythoughts.yaml', import.meta.url)
const SERVICES = Object.fromEntries(
  ['LEGACY', 'FRONTEND', 'USERS', 'THOUGHTS', 'STATIC'].map((name) => [
    `${name}_URL`,
    `http://${name.toLowerCase()}:8100`,
  ]),
)

const render = (test: TestTable, proxy = false): readonly HttpRoute[] =>
  renderHttpRoutes(tableOf(test), proxy ? { ...OPTIONS, proxy: PROXY } : OPTIONS).routes
const find = (routes: readonly HttpRoute[], name: string): HttpRoute => {
  const found = routes.find(({ metadata }) => metadata.name === name)
  if (!found) throw new Error(`no ${name} in ${routes.map(({ metadata }) => metadata.name).join()}`)
  return found
}
const matchesOf = (routes: readonly HttpRoute[], name: string): unknown =>
  find(routes, name).spec.rules?.flatMap(({ matches = [] }) => matches)
const refsOf = (routes: readonly HttpRoute[], name: string): unknown =>
  find(routes, name).spec.rules?.[0]?.backendRefs
const problemsOf = (test: TestTable): readonly string[] => {
  try {
    renderHttpRoutes(tableOf(test), OPTIONS)
    return []
  } catch (error) {
    if (error instanceof K8sError) return error.problems
    throw error
  }
}

describe('renderHttpRoutes', () => {
  it('names plan, route and standing in each object, and writes what the schema of the Gateway API takes', () => {
    const parsed = parsePlan(readFileSync(PLAN, 'utf8'), { env: SERVICES })
    if (!parsed.ok) throw new Error('no plan')
    const table = compileTable(parsed.plan, { search: standingFor(33) }, 12)
    const { routes } = renderHttpRoutes(table, { ...OPTIONS, hostnames: ['my.example'], proxy: PROXY })
    expect(routes.map(({ metadata }) => metadata.labels['strangler/route'])).to.have.members(
      table.routes.map(({ id }) => id),
    )
    for (const document of parseAllDocuments(toYaml(routes)))
      new HTTPRoute(document.toJS() as ConstructorParameters<typeof HTTPRoute>[0]).validate()
    const { metadata, spec } = find(routes, 'mythoughts.search')
    expect(metadata.annotations).to.include({ 'strangler/version': '12', 'strangler/stage': 'ramp' })
    expect(spec.hostnames).to.deep.equal(['my.example'])
    expect(spec.rules?.[0]?.backendRefs).to.deep.equal([
      { name: 'legacy', port: 8100, weight: 67 },
      { name: 'frontend', port: 8100, weight: 33 },
    ])
  })

  it('gives the candidate its exact share, however many Services a side has', () => {
    const upstreams = { old: { urls: ['http://old-a:1', 'http://old-b:1', 'http://old-c:1'] } }
    for (const weight of [0, 5, 33, 50, 100]) {
      const routes = render({
        upstreams,
        routes: [{ id: 'r', match: { path: '/r' } }],
        standings: { r: standingFor(weight) },
      })
      expect(refsOf(routes, 'test.r')).to.deep.equal([
        ...['old-a', 'old-b', 'old-c'].map((name) => ({ name, port: 1, weight: 100 - weight })),
        { name: 'new', namespace: 'other', port: 80, weight: weight * 3 },
      ])
      expect(readWeight(find(routes, 'test.r'))).to.equal(weight)
    }
  })

  it('claims below a prefix only, and leaves its own path to whose it is', () => {
    const routes = render({ routes: [{ id: 'files', match: { path: '/files/*' } }] })
    expect(matchesOf(routes, 'test.files')).to.deep.equal([{ path: { type: 'PathPrefix', value: '/files' } }])
    expect(matchesOf(routes, 'test.unclaimed')).to.deep.include({ path: { type: 'Exact', value: '/files' } })
  })

  it('lets a method that a route does not claim fall to the next', () => {
    const routes = render({ routes: [{ id: 'read', match: { path: '/search', methods: ['GET', 'HEAD'] } }] })
    const path = { type: 'Exact', value: '/search' }
    expect(matchesOf(routes, 'test.read')).to.deep.equal([
      { path, method: 'GET' },
      { path, method: 'HEAD' },
    ])
    expect(matchesOf(routes, 'test.unclaimed')).to.deep.include({ path })
  })

  it('encodes what is beyond ASCII, and quotes what a regular expression would read otherwise', () => {
    const routes = render({
      routes: [
        { id: 'cafe', match: { path: '/café' } },
        { id: 'item', match: { path: '/a.b/:id/*' } },
      ],
    })
    expect(matchesOf(routes, 'test.cafe')).to.deep.equal([{ path: { type: 'Exact', value: '/caf%C3%A9' } }])
    expect(matchesOf(routes, 'test.item')).to.deep.equal([
      { path: { type: 'RegularExpression', value: String.raw`^/a\.b/[^/]+/.*$` } },
    ])
  })

  it('takes from outside what only the planes may say', () => {
    const [route] = render({ routes: [] })
    expect(route?.spec.rules?.[0]?.filters).to.deep.equal([
      {
        type: 'RequestHeaderModifier',
        requestHeaderModifier: { remove: ['X-Strangler-Shadow', 'X-Strangler-Compare'] },
      },
    ])
  })

  describe('claims what the plan says, as a Gateway matches', () => {
    const paths = ['/', '/a', '/a/', '/a/b', '/a/b/c', '/a/*', '/a/b/*', '/b', '/b/*', '/*']
    const asked = ['/', '/a', '/a/', '/a/b', '/a/b/', '/a/b/c', '/a/b/c/d', '/ab', '/b', '/b/', '/b/x', '/c']
    const match = fc.record({
      path: fc.constantFrom(...paths),
      host: fc.constantFrom(null, 'one.example', 'two.example'),
      methods: fc.constantFrom(null, ['GET'], ['POST'], ['GET', 'POST']),
    })

    it('for any table without parameters', () => {
      fc.assert(
        fc.property(
          fc.uniqueArray(match, {
            maxLength: 9,
            selector: ({ path, host, methods }) => `${path} ${host ?? ''} ${methods === null ? '' : 'some'}`,
          }),
          (all) => {
            const table = tableOf({
              routes: all.map(({ path, host, methods }, at) => ({
                id: `r${at}`,
                match: {
                  path,
                  ...(host === null ? {} : { host }),
                  ...(methods === null ? {} : { methods }),
                },
              })),
            })
            const { routes } = renderHttpRoutes(table, OPTIONS)
            const matcher = createMatcher(table)
            for (const host of ['one.example', 'two.example', 'three.example'])
              for (const path of asked)
                for (const method of ['GET', 'POST', 'PUT']) {
                  const request = { host, path, method }
                  expect(claimedBy(routes, request), JSON.stringify(request)).to.equal(
                    matcher.match(request).id,
                  )
                }
          },
        ),
        { numRuns: 150 },
      )
    })
  })

  describe('while a route is in the stage shadow', () => {
    const routes = [{ id: 'r', match: { path: '/r' }, compare: { sample: '20%' } }]
    const standings = { r: { stage: 'shadow', weight: 0 } } as const

    it('mirrors what is safe, and never a write', () => {
      const { spec } = find(render({ routes, standings }), 'test.r')
      const seen = spec.rules?.map(({ matches, filters = [] }) => ({
        methods: matches?.map(({ method }) => method),
        mirrors: filters.flatMap(({ requestMirror }) => requestMirror ?? []),
      }))
      const backendRef = { name: 'new', namespace: 'other', port: 80 }
      expect(seen).to.deep.equal([
        { methods: ['GET', 'HEAD'], mirrors: [{ backendRef, percent: 20 }] },
        { methods: [undefined], mirrors: [] },
      ])
    })

    it('leaves all to a strangler-proxy that compares, and still tells where it stands', () => {
      const rendered = render({ routes, standings: { r: standingFor(33) } }, true)
      expect(refsOf(rendered, 'test.r')).to.deep.equal([{ ...PROXY, weight: 100 }])
      expect(readWeight(find(rendered, 'test.r'))).to.equal(33)
    })
  })

  it('has the strangler-proxy refuse what is denied, and no backend without one', () => {
    const routes = [{ id: 'admin', match: { path: '/admin/*' }, deny: true }]
    expect(refsOf(render({ routes }, true), 'test.admin')).to.deep.equal([{ ...PROXY, weight: 100 }])
    expect(refsOf(render({ routes }), 'test.admin')).to.equal(undefined)
    expect(readWeight(find(render({ routes }), 'test.admin'))).to.equal(0)
  })

  it('refuses all at once what no Gateway can do', () => {
    const problems = problemsOf({
      upstreams: { old: { url: 'http://127.0.0.1:8100' }, new: { url: 'http://new', host: 'a.example:80' } },
      routes: [
        { id: 'sticky', match: { path: '/s' }, split: { by: 'user', cookie: 'id' } },
        { id: 'odd', match: { path: '/o', methods: ['PROPFIND'] } },
        { id: 'ends-', match: { path: '/e', host: '127.0.0.1' } },
      ],
      standings: { sticky: standingFor(5) },
    })
    expect(problems).to.deep.equal([
      'upstream "old": http://127.0.0.1:8100 is no Service; write http://name.namespace:port, and make a Service for what runs outside of the cluster',
      'upstream "new": host a.example:80 is no DNS name without port, and a Gateway takes no other',
      'route "sticky": users keep their side at weight 5, which a Gateway cannot do; name a strangler-proxy, or split by request',
      'route "odd": a Gateway cannot match the method PROPFIND; leave it out',
      'route "ends-": its id ends with "-", which no label may; choose another',
      'route "ends-": host 127.0.0.1 is no DNS name without port, and a Gateway takes no other',
    ])
  })

  it('warns of what holds only in part', () => {
    const test = {
      upstreams: { new: { url: 'https://new', host: 'a.example' } },
      routes: [
        { id: 'one', match: { path: '/one/:id' }, limits: { connections: 3 } },
        {
          id: 'two',
          match: { path: '/two' },
          split: { by: 'user', cookie: 'id' },
          compare: { sample: '5%' },
        },
        { id: 'admin', match: { path: '/admin/*' }, deny: true },
      ],
    }
    const alone = renderHttpRoutes(tableOf(test), OPTIONS).warnings
    const besideProxy = renderHttpRoutes(tableOf(test), { ...OPTIONS, proxy: PROXY }).warnings
    const startOf = (warning: string): string => warning.split(' ').slice(0, 5).join(' ')
    expect(besideProxy.map(startOf)).to.deep.equal([
      'upstream "new": https needs a',
      'upstream "new": host a.example needs',
      'route "one": its parameter is',
      'route "one": limits.connections is nothing',
      'route "admin": the Gateway matches',
    ])
    expect(alone.filter((warning) => !besideProxy.includes(warning)).map(startOf)).to.deep.equal([
      'route "two": users keep their',
      'route "two": GET and HEAD',
      'route "admin": a Gateway answers',
    ])
  })
})

describe('readWeight', () => {
  const rendered = find(
    render({ routes: [{ id: 'r', match: { path: '/r' } }], standings: { r: standingFor(33) } }),
    'test.r',
  )
  const edited = (weights: readonly number[]): HttpRoute => ({
    ...rendered,
    spec: {
      ...rendered.spec,
      rules: [{ backendRefs: weights.map((weight) => ({ name: 'any', port: 1, weight })) }],
    },
  })

  it('reads what somebody wrote by hand, in whatever sum', () => {
    expect(readWeight(edited([30, 10]))).to.equal(25)
    expect(readWeight(edited([0, 1]))).to.equal(100)
  })

  it('knows no weight where there is no whole percentage, or a side is gone', () => {
    expect(readWeight(edited([2, 1]))).to.equal(null)
    expect(readWeight(edited([0, 0]))).to.equal(null)
    expect(readWeight({ metadata: {}, spec: rendered.spec })).to.equal(null)
    expect(readWeight({ ...rendered, spec: { rules: [] } })).to.equal(null)
  })
})
