import { expect } from 'chai'
import fc from 'fast-check'
import { parseTable, type Route } from '@strangler/migration-plan'
import { tableOf } from './support/plans.ts'

const table = tableOf(
  {
    id: 'search',
    match: { path: '/search' },
    split: { by: 'user', cookie: 'session' },
    headers: { response: { set: { 'X-A': 'b' } } },
    compare: {
      sample: '0.5%',
      rules: [{ replace: { at: '$', pattern: 'x', with: '' } }, { equate: { at: '$', values: [null, 0] } }],
      redact: ['cookie:a'],
    },
  },
  { id: 'api', match: { path: '/api/*' }, legacy: 'none' },
)
const withRoute = (change: Partial<Route>): unknown => ({
  ...table,
  routes: table.routes.map((route, at) => (at === 0 ? { ...route, ...change } : route)),
})

describe('parseTable', () => {
  it('accepts every table that compileTable makes, after a journey as JSON', () => {
    expect(parseTable(JSON.parse(JSON.stringify(table)))).to.deep.equal({ ok: true, table })
  })

  for (const [name, value, reason] of [
    ['what is no table', 'x', 'the table: '],
    ['a weight that is none', withRoute({ weight: 101 }), 'routes.0.weight: '],
    [
      'a selector that is none',
      withRoute({ compare: { sample: 1, rules: [{ kind: 'ignore', at: 'x' }], redact: [] } }),
      'routes.0.compare.rules.0.at: ',
    ],
    [
      'a limit that is none',
      withRoute({ limits: { connections: 0, queueMs: 1 } }),
      'routes.0.limits.connections: ',
    ],
    ...(
      [
        [
          "a header that is the plane's own",
          { set: { 'x-forwarded-for': '1' }, remove: [] },
          'set.x-forwarded-for',
        ],
        ['a header that would break a line', { set: { 'x-a': 'b\nc' }, remove: [] }, 'set.x-a'],
        ['a header that delimits the message', { set: {}, remove: ['content-length'] }, 'remove.0'],
      ] as const
    ).map(
      ([name, request, at]) =>
        [
          name,
          withRoute({ headers: { request, response: { set: {}, remove: [] } } }),
          `routes.0.headers.request.${at}: `,
        ] as const,
    ),
    [
      'a pattern that is none',
      withRoute({ match: { host: null, path: 'x', methods: null } }),
      'routes.0.match.path: ',
    ],
    ['an upstream that is not there', withRoute({ candidate: 'nobody' }), 'route "search": an upstream'],
    [
      'a share for a side that is not there',
      withRoute({ candidate: null, weight: 5 }),
      'route "search": nothing answers',
    ],
    ['an id given twice', withRoute({ id: 'api' }), 'two routes have the same id'],
    ['requests that nobody claims', { ...table, routes: table.routes.slice(0, 2) }, 'no route claims /*'],
  ] as const)
    it(`rejects ${name}`, () => {
      const parsed = parseTable(value)
      expect(parsed.ok ? 'accepted' : parsed.reason).to.include(reason)
    })

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => void parseTable(value)))
  })
})
