import { expect } from 'chai'
import fc from 'fast-check'
import { HaproxyError, renderEdge } from '@strangler/haproxy'
import type { HeaderEdits, Route, RouteTable, Upstream } from '@strangler/migration-plan'
import { checked, directives, ON_PAPER } from './support/check.ts'
import { tableOf } from './support/tables.ts'

/** Values of one plan that people choose freely. */
interface Values {
  readonly path: string
  readonly host: string
  readonly health: string
  readonly upstreamHost: string
  readonly cookie: string
  readonly header: string
  readonly value: string
}

const HARMLESS: Values = {
  path: 'a',
  host: 'shop.example',
  health: 'healthz',
  upstreamHost: 'new.internal',
  cookie: 'session',
  header: 'x-a',
  value: 'v',
}

const planned = ({ path, host, health, upstreamHost, cookie, header, value }: Values): RouteTable => {
  const edits = { set: { [header]: value }, remove: [`${header}-2`] }
  return tableOf({
    upstreams: {
      old: { url: 'http://127.0.0.1:1', health: `/${health}` },
      new: { urls: ['https://127.0.0.1:1', 'http://[::1]:2'], host: upstreamHost, tls: { verify: false } },
    },
    routes: [
      {
        id: 'free',
        match: { path: `/x${path}`, host },
        headers: { request: edits, response: edits },
        expose: true,
      },
      { id: 'user', match: { path: `/x/x${path}/*` }, split: { by: 'user', cookie } },
      {
        id: 'head',
        match: { path: `/x/:p/x${path}`, methods: ['GET', 'PUT'] },
        split: { by: 'user', header },
        headers: { request: edits, response: edits },
      },
      { id: 'deny', match: { path: `/d${path}/*` }, deny: true },
    ],
  })
}

/** How many words each directive has: a value that is one word of a line adds none, and no line. */
const shapeOf = (config: string): readonly string[] =>
  directives(config).map((words) => `${words[0] ?? ''} ${words.length}`)

describe('values of a plan', () => {
  const from = (characters: string, least = 0, most = 12): fc.Arbitrary<string> =>
    fc
      .array(fc.constantFrom(...Array.from(characters)), { minLength: least, maxLength: most })
      .map((all) => all.join(''))
  const free: fc.Arbitrary<Values> = fc.record({
    path: from("aé漢._~!$&'()+,=@-", 0, 20),
    host: from('ab-_', 1).map((label) => `x${label}x.example`),
    health: from('a~!&()*+,;=:@/?%-_.'),
    upstreamHost: from('ab-_', 1).map((label) => `x${label}x:81`),
    cookie: from('aB0._-', 1),
    header: from('aB-_9', 0).map((name) => `y${name}`),
    value: fc
      .string({ unit: fc.constantFrom(...Array.from('a %[]{}()\'"\\#$;,|&')), maxLength: 30 })
      .map((text) => `<${text}>`),
  })

  it('add no directive and no word, whatever the plan language lets through', async () => {
    const expected = shapeOf((await checked(planned(HARMLESS))).config)
    await fc.assert(
      fc.asyncProperty(free, async (values) => {
        expect(shapeOf((await checked(planned(values))).config)).to.deep.equal(expected)
      }),
      { numRuns: 15, endOnFailure: true },
    )
  }).timeout(120_000)

  it('add none in a table that no plan was compiled to either: they are refused or kept in their place', () => {
    const tls = { verify: true, caFile: '/etc/ca.pem' }
    const harmless = inUpstream(() => ({ health: '/', tls }))(planned(HARMLESS), '')
    const expected = renderEdge(harmless, ON_PAPER)
    const poison = fc
      .array(
        fc.oneof(
          fc.constantFrom('\n', '\r', ' ', '\t', "'", '"', '\\', '#', '$HOME', '%[src]', '%', ')', '}', ','),
          fc.constantFrom(
            '\n  server evil 1.2.3.4:80',
            ' weight 256',
            '\nlisten evil',
            'a',
            'é',
            '\0',
            '\u2028',
          ),
        ),
        { minLength: 1, maxLength: 5 },
      )
      .map((parts) => parts.join(''))
    const outcomes = { kept: 0, refused: 0 }
    fc.assert(
      fc.property(fc.constantFrom(...POISONED), poison, (place, text) => {
        let rendered: ReturnType<typeof renderEdge>
        try {
          rendered = renderEdge(place(harmless, text), ON_PAPER)
        } catch (error) {
          expect(error).to.be.instanceOf(HaproxyError).and.include({ code: 'ERR_HAPROXY_CONFIG' })
          outcomes.refused++
          return
        }
        outcomes.kept++
        expect(shapeOf(rendered.config)).to.deep.equal(shapeOf(expected.config))
        for (const [name, content] of Object.entries(rendered.files))
          expect(content.split('\n').length, name).to.equal(expected.files[name]?.split('\n').length)
      }),
      { numRuns: 1500, endOnFailure: true },
    )
    expect(outcomes.kept).to.be.greaterThan(100)
    expect(outcomes.refused).to.be.greaterThan(100)
  })
})

type Poisoned = (table: RouteTable, text: string) => RouteTable

const inRoute =
  (change: (route: Route, text: string) => Partial<Route>): Poisoned =>
  (table, text) => ({
    ...table,
    routes: table.routes.map((route) => (route.id === 'head' ? { ...route, ...change(route, text) } : route)),
  })
const inRequestHeaders = (change: (edits: HeaderEdits, text: string) => Partial<HeaderEdits>): Poisoned =>
  inRoute(({ headers }, text) => ({
    headers: { ...headers, request: { ...headers.request, ...change(headers.request, text) } },
  }))
const inUpstream =
  (change: (upstream: Upstream, text: string) => Partial<Upstream>): Poisoned =>
  (table, text) => ({
    ...table,
    upstreams: Object.fromEntries(
      Object.entries(table.upstreams).map(([name, upstream]) => [
        name,
        { ...upstream, ...change(upstream, text) },
      ]),
    ),
  })

/** Every place in a table that holds a text which reaches HAProxy. */
const POISONED: readonly Poisoned[] = [
  (table, text) => ({ ...table, plan: `p${text}` }),
  inRoute((_, text) => ({ id: `head${text}` })),
  inRoute(({ match }, text) => ({ match: { ...match, path: `/x/:p/x${text.replaceAll(/[/:*]/g, '')}` } })),
  inRoute(({ match }, text) => ({ match: { ...match, methods: ['GET', `PUT${text}`] } })),
  inRoute((_, text) => ({ split: { by: 'user', key: { kind: 'header', name: `x${text}` } } })),
  inRequestHeaders((_, text) => ({ set: { 'x-a': text } })),
  inRequestHeaders((_, text) => ({ set: { [text]: 'v' } })),
  inRequestHeaders((_, text) => ({ remove: [text] })),
  inUpstream((_, text) => ({ health: `/${text}` })),
  inUpstream(({ host }, text) => ({ host: host === 'keep' ? host : `h${text}` })),
  inUpstream(({ addresses }, text) => ({
    addresses: addresses.map((address) => address.replace('127.0.0.1', `h${text}`)),
  })),
  inUpstream(({ tls }, text) => ({ tls: { ...tls, caFile: text } })),
  inUpstream(({ name }, text) => ({ name: `${name} ${text}` })),
]
