import { expect } from 'chai'
import fc from 'fast-check'
import { parsePlan, type PlanRoute } from '@strangler/migration-plan'
import { planOf, planText, problemsOf, type WrittenRoute } from './support/plans.ts'

function routeOf(
  route: Omit<WrittenRoute, 'match'>,
  more: Readonly<Record<string, unknown>> = {},
): PlanRoute {
  const [first] = planOf(planText([{ match: { path: '/a' }, ...route }], more)).routes
  return first!
}

function upstreamOf(written: unknown, env: Readonly<Record<string, string>> = {}) {
  return planOf(planText([], { upstreams: { old: { url: 'http://old:1' }, new: written } }), env).upstreams[
    'new'
  ]
}

describe('parsePlan', () => {
  describe('of a route', () => {
    it('fills in every default', () => {
      expect(routeOf({ candidate: 'new' })).to.deep.equal({
        id: 'r0',
        match: { host: null, path: '/a', methods: null },
        deny: false,
        legacy: 'old',
        candidate: 'new',
        phase: 'consolidation',
        after: [],
        ramp: [5, 33, 50, 100],
        split: { by: 'request' },
        timeouts: { connectMs: 2000, responseMs: 60_000 },
        limits: { connections: null, queueMs: 5000 },
        headers: { request: { set: {}, remove: [] }, response: { set: {}, remove: [] } },
        compare: { sample: 0, rules: [], redact: [] },
        retries: 2,
        expose: false,
      })
    })

    it('takes over all that is written', () => {
      const written = {
        match: { host: 'Shop.Example', path: '/a', methods: ['GET', 'HEAD'] },
        legacy: 'new',
        candidate: 'old',
        phase: 'pilot',
        ramp: [1, 100],
        split: { by: 'user', cookie: 'session' },
        timeouts: { connect: '200ms', response: '5m' },
        limits: { connections: 20, queue: '1s' },
        retries: 0,
        expose: true,
      }
      expect(routeOf(written)).to.deep.include({
        match: { host: 'shop.example', path: '/a', methods: ['GET', 'HEAD'] },
        legacy: 'new',
        candidate: 'old',
        phase: 'pilot',
        ramp: [1, 100],
        split: { by: 'user', key: { kind: 'cookie', name: 'session' } },
        timeouts: { connectMs: 200, responseMs: 300_000 },
        limits: { connections: 20, queueMs: 1000 },
        retries: 0,
        expose: true,
      })
    })

    it('takes over what is changed in headers, their names in lower case', () => {
      const headers = {
        request: { set: { 'X-Tenant': 'a; b="c"', constructor: 'x' }, remove: ['X-Debug', 'Cookie'] },
        response: { remove: ['Set-Cookie'] },
      }
      expect(routeOf({ headers }).headers).to.deep.equal({
        request: { set: { 'x-tenant': 'a; b="c"', constructor: 'x' }, remove: ['x-debug', 'cookie'] },
        response: { set: {}, remove: ['set-cookie'] },
      })
    })

    it('takes over how answers are compared', () => {
      const compare = {
        sample: '0.25%',
        rules: [
          { ignore: '$..csrf' },
          { replace: { at: '$', pattern: '[0-9]+', with: '' } },
          { tolerance: { at: '$.price', numeric: 0.01 } },
          { tolerance: { at: '$.at', time: '5s' } },
          { unordered: '$.tags' },
          { rename: { at: 'header:X-Old', to: 'X-New' } },
          { equate: { at: '$.open', values: [null, 0, false, ''] } },
        ],
        redact: ['$..token'],
      }
      expect(routeOf({ candidate: 'new', compare }).compare).to.deep.equal({
        sample: 0.25,
        rules: [
          { kind: 'ignore', at: '$..csrf' },
          { kind: 'replace', at: '$', pattern: '[0-9]+', with: '' },
          { kind: 'tolerance', at: '$.price', of: 'number', within: 0.01 },
          { kind: 'tolerance', at: '$.at', of: 'time', within: 5000 },
          { kind: 'unordered', at: '$.tags' },
          { kind: 'rename', at: 'header:X-Old', to: 'X-New' },
          { kind: 'equate', at: '$.open', values: [null, 0, false, ''] },
        ],
        redact: ['$..token'],
      })
    })

    it('knows header names in any case', () => {
      expect(routeOf({ candidate: 'new', split: { by: 'user', header: 'X-User' } }).split).to.deep.equal({
        by: 'user',
        key: { kind: 'header', name: 'x-user' },
      })
    })

    it('takes none for no upstream', () => {
      expect(routeOf({ legacy: 'none', candidate: 'new' })).to.include({ legacy: null, candidate: 'new' })
      expect(routeOf({ candidate: 'none' })).to.include({ legacy: 'old', candidate: null })
    })

    for (const [text, ms] of [
      ['1ms', 1],
      ['5s', 5000],
      ['2m', 120_000],
      ['24h', 86_400_000],
    ] as const)
      it(`reads ${text} as ${ms} milliseconds`, () => {
        expect(routeOf({ timeouts: { response: text } }).timeouts.responseMs).to.equal(ms)
      })
  })

  describe('with defaults', () => {
    it('takes from them what a route does not say', () => {
      const defaults = { candidate: 'new', ramp: [10, 100], retries: 0 }
      expect(routeOf({ retries: 3 }, { defaults })).to.deep.include({
        candidate: 'new',
        ramp: [10, 100],
        retries: 3,
      })
    })

    it('takes each timeout by itself', () => {
      const defaults = { timeouts: { connect: '1s', response: '9s' } }
      expect(routeOf({ timeouts: { connect: '3s' } }, { defaults }).timeouts).to.deep.equal({
        connectMs: 3000,
        responseMs: 9000,
      })
    })

    it('takes each limit by itself, and lets a route have none', () => {
      const defaults = { limits: { connections: 20, queue: '1s' } }
      const limitsOf = (limits: object): unknown => routeOf({ limits }, { defaults }).limits
      expect(limitsOf({ queue: '2s' })).to.deep.equal({ connections: 20, queueMs: 2000 })
      expect(limitsOf({ connections: 'none' })).to.deep.equal({ connections: null, queueMs: 1000 })
    })

    it('takes each direction of headers by itself', () => {
      const defaults = { headers: { request: { remove: ['x-a'] }, response: { remove: ['server'] } } }
      const headers = { request: { set: { 'x-b': '1' } } }
      expect(routeOf({ headers }, { defaults }).headers).to.deep.equal({
        request: { set: { 'x-b': '1' }, remove: [] },
        response: { set: {}, remove: ['server'] },
      })
    })

    it('adds the rules of a route to theirs', () => {
      const defaults = {
        candidate: 'new',
        compare: { sample: '5%', rules: [{ ignore: 'header:date' }], redact: ['$.a'] },
      }
      const compare = { rules: [{ ignore: '$.id' }], redact: ['$.b'] }
      expect(routeOf({ compare }, { defaults }).compare).to.deep.equal({
        sample: 5,
        rules: [
          { kind: 'ignore', at: 'header:date' },
          { kind: 'ignore', at: '$.id' },
        ],
        redact: ['$.a', '$.b'],
      })
    })

    it('compares nothing where only one side can answer', () => {
      const defaults = { compare: { sample: '5%' } }
      expect(routeOf({}, { defaults }).compare.sample).to.equal(0)
      expect(routeOf({ candidate: 'new', legacy: 'none' }, { defaults }).compare.sample).to.equal(0)
      expect(routeOf({ candidate: 'new' }, { defaults }).compare.sample).to.equal(5)
    })

    it('lets the routes that everything waits for wait for none', () => {
      const routes = [
        { id: 'a', match: { path: '/a' } },
        { id: 'b', match: { path: '/b' } },
        { id: 'c', match: { path: '/c' } },
      ]
      const plan = planOf(planText(routes, { defaults: { candidate: 'new', after: ['a', 'b'] } }))
      expect(plan.routes.map(({ after }) => after)).to.deep.equal([[], [], ['a', 'b']])
    })

    it('lets routes that never move wait for none', () => {
      const routes = [
        { id: 'a', match: { path: '/a' } },
        { id: 'b', match: { path: '/b' }, legacy: 'none' },
        { id: 'c', match: { path: '/c' }, deny: true },
      ]
      const plan = planOf(planText(routes, { defaults: { candidate: 'new', after: ['a'] } }))
      expect(plan.routes.map(({ after }) => after)).to.deep.equal([[], [], []])
    })

    it('gives a denied route no candidate', () => {
      expect(routeOf({ deny: true }, { defaults: { candidate: 'new' } }).candidate).to.equal(null)
    })

    it('asks legacy for what no route claims with the default timeouts and limits, never a candidate', () => {
      const defaults = {
        candidate: 'new',
        deny: true,
        timeouts: { response: '9s' },
        limits: { connections: 9 },
        retries: 0,
      }
      const plan = planOf(planText([], { defaults }))
      expect(plan.unclaimed).to.deep.include({
        id: 'unclaimed',
        match: { host: null, path: '/*', methods: null },
        deny: false,
        legacy: 'old',
        candidate: null,
        timeouts: { connectMs: 2000, responseMs: 9000 },
        limits: { connections: 9, queueMs: 5000 },
        retries: 0,
      })
    })
  })

  describe('of an upstream', () => {
    it('fills in every default', () => {
      expect(upstreamOf({ url: 'http://new:1' })).to.deep.equal({
        name: 'new',
        addresses: ['http://new:1'],
        health: null,
        host: 'keep',
        tls: { verify: true, caFile: null },
        dryRun: false,
      })
    })

    it('takes over all that is written', () => {
      const written = {
        urls: ['https://a:1', 'https://[::1]:2/'],
        health: '/healthz?deep=1',
        host: 'shop.example:8000',
        tls: { verify: false, caFile: '/etc/ca.pem' },
        dryRun: true,
      }
      expect(upstreamOf(written)).to.deep.equal({
        name: 'new',
        addresses: ['https://a:1', 'https://[::1]:2'],
        health: '/healthz?deep=1',
        host: 'shop.example:8000',
        tls: { verify: false, caFile: '/etc/ca.pem' },
        dryRun: true,
      })
    })

    it('takes a list at url too, and leaves out a port that the scheme implies', () => {
      expect(upstreamOf({ url: ['http://A:80', 'https://b:443'] })?.addresses).to.deep.equal([
        'http://a',
        'https://b',
      ])
    })
  })

  describe('with variables in addresses', () => {
    it('takes them from the environment, else their default', () => {
      const url = 'http://${NEW_HOST:-localhost}:${NEW_PORT:-8201}'
      expect(upstreamOf({ url })?.addresses).to.deep.equal(['http://localhost:8201'])
      expect(upstreamOf({ url }, { NEW_HOST: 'new', NEW_PORT: '' })?.addresses).to.deep.equal([
        'http://new:8201',
      ])
      expect(upstreamOf({ urls: ['${NEW}'] }, { NEW: 'http://new:9' })?.addresses).to.deep.equal([
        'http://new:9',
      ])
    })

    it('tells which one is not set, where it is used', () => {
      const text = 'upstreams:\n  old:\n    urls:\n      - http://a:1\n      - ${LEGACY}\n'
      expect(problemsOf(text)).to.include(
        'plan.yaml:5:9: upstream "old": urls[1]: the environment variable LEGACY is not set; set it, or write ${LEGACY:-http://host:port}',
      )
    })

    it('does not read again what it filled in', () => {
      const text = planText([], { upstreams: { old: { url: '${A}' }, new: { url: 'http://b' } } })
      expect(problemsOf(text, { A: '${B}', B: 'http://b:1' }).join()).to.include('"${B}" is no address')
    })

    it('fills in nothing anywhere else', () => {
      const problems = problemsOf(planText([{ match: { path: '/a' }, candidate: '${NEW}' }]), { NEW: 'new' })
      expect(problems.join()).to.include('upstream "${NEW}" is not defined')
    })

    it('never takes what every object inherits for a variable', () => {
      expect(problemsOf(planText([], { upstreams: { old: { url: '${constructor}' } } })).join()).to.include(
        'the environment variable constructor is not set',
      )
    })
  })

  it('accepts a plan without routes, comments and aliases', () => {
    const text = `# the start\n${planText([])}`
    expect(planOf(text).routes).to.deep.equal([])
    const ramped = `x: &r [10, 100]\n`
    expect(problemsOf(ramped).join()).to.include('unknown key "x"')
    const plan = planOf(
      'apiVersion: strangler/v1\nkind: MigrationPlan\nname: x\nlegacy: old\nupstreams: { old: { url: http://o }, new: { url: http://n } }\n' +
        'routes:\n- { id: a, match: { path: /a }, ramp: &ramp [10, 100] }\n- { id: b, match: { path: /b }, ramp: *ramp }\n',
    )
    expect(plan.routes[1]?.ramp).to.deep.equal([10, 100])
  })

  it('accepts ids and names that every object has', () => {
    const plan = planOf(
      planText([{ id: 'constructor', match: { path: '/a' }, candidate: 'constructor' }], {
        upstreams: { old: { url: 'http://old' }, constructor: { url: 'http://new' } },
      }),
    )
    expect(plan.routes[0]?.candidate).to.equal('constructor')
  })

  describe('of any text', () => {
    const never = (text: string): void => {
      const parsed = parsePlan(text)
      if (parsed.ok) return
      expect(parsed.problems).not.to.have.length(0)
      for (const { line, column, what, remedy } of parsed.problems) {
        expect(Math.min(line, column), what).to.be.at.least(1)
        expect(`${what}${remedy}`).not.to.match(/[\n\r]/)
        expect(Math.min(what.length, remedy.length)).to.be.above(0)
      }
    }
    const json = (depth: number): fc.Arbitrary<unknown> => fc.jsonValue({ maxDepth: depth })
    const oneOf = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts)

    it('never throws on text', () => {
      fc.assert(fc.property(fc.string({ unit: 'binary' }), never), { numRuns: 500 })
    })

    it('never throws on what looks like YAML', () => {
      const bits = oneOf(
        'routes',
        'id',
        ': ',
        '- ',
        '\n',
        '\n  ',
        '{',
        '}',
        '[',
        ']',
        '&a ',
        '*a',
        '!x ',
        '"',
        "'",
        '|',
        '#',
        '<<',
        '---\n',
        '\t',
        '%',
        '? ',
        '${X}',
      )
      fc.assert(
        fc.property(fc.array(bits, { maxLength: 30 }), (parts) => never(parts.join(''))),
        { numRuns: 1500 },
      )
    })

    it('never throws on plans with anything in the place of a field', () => {
      const keys = ['apiVersion', 'legacy', 'upstreams', 'routes', 'defaults', 'name', '__proto__', 'x']
      const routeKeys = [
        'id',
        'match',
        'legacy',
        'candidate',
        'deny',
        'phase',
        'after',
        'ramp',
        'split',
        'timeouts',
        'limits',
        'headers',
        'compare',
        'retries',
        'expose',
        '__proto__',
      ]
      fc.assert(
        fc.property(oneOf(...keys), json(3), (key, value) => never(planText([], { [key]: value }))),
        { numRuns: 500 },
      )
      fc.assert(
        fc.property(oneOf(...routeKeys), json(2), (key, value) => {
          never(
            planText([
              { match: { path: '/a' }, candidate: 'new', [key]: value },
              { match: { path: '/b' }, after: ['r0'] },
            ]),
          )
          never(planText([{ match: { path: '/a' } }], { defaults: { [key]: value } }))
        }),
        { numRuns: 500 },
      )
      fc.assert(
        fc.property(oneOf('url', 'urls', 'health', 'host', 'tls', 'dryRun', 'x'), json(2), (key, value) =>
          never(planText([], { upstreams: { old: { [key]: value } } })),
        ),
        { numRuns: 500 },
      )
    })
  })
})
