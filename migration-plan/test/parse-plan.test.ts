import { expect } from 'chai'
import type { PlanRoute } from '@strangler/migration-plan'
import { planOf, planText, problemsOf, type WrittenRoute } from './support/plans.ts'

function routeOf(
  route: Omit<WrittenRoute, 'match'>,
  more: Readonly<Record<string, unknown>> = {},
): PlanRoute {
  const [first] = planOf(planText([{ match: { path: '/a' }, ...route }], more)).routes
  return first!
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
        auto: false,
        gates: {
          minComparisons: 0,
          mismatch: null,
          errors: 0.5,
          latencyP95: 1.5,
          bakeMs: 600_000,
          approval: 'auto',
          windows: null,
          hook: null,
          metrics: [],
        },
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

    it('takes over what a step needs', () => {
      const gates = {
        minComparisons: 1000,
        mismatch: '0.05%',
        errors: '+1%',
        latencyP95: '1.2x',
        bake: '7d',
        approval: 'manual',
        windows: {
          zone: 'Europe/Madrid',
          allow: ['Mon-Thu 09:00-17:00', 'Sat'],
          deny: ['Fri-Mon 16:30-24:00'],
        },
        hook: { url: 'https://hook.example/ask?route=a', timeout: '2s' },
        metrics: [{ name: 'errors', query: 'e{r="{{route}}"}', max: 0.01 }],
      }
      const route = routeOf({ candidate: 'new', compare: { sample: '1%' }, auto: true, gates })
      expect(route.auto).to.equal(true)
      expect(route.gates).to.deep.equal({
        minComparisons: 1000,
        mismatch: 0.05,
        errors: 1,
        latencyP95: 1.2,
        bakeMs: 604_800_000,
        approval: 'manual',
        windows: {
          zone: 'Europe/Madrid',
          allow: [
            { days: [1, 2, 3, 4], from: 540, until: 1020 },
            { days: [6], from: 0, until: 1440 },
          ],
          deny: [{ days: [1, 5, 6, 7], from: 990, until: 1440 }],
        },
        hook: { url: 'https://hook.example/ask?route=a', timeoutMs: 2000 },
        metrics: [{ name: 'errors', query: 'e{r="{{route}}"}', max: 0.01, min: null }],
      })
    })

    it('lets a route do without what the defaults ask for', () => {
      const up = { name: 'up', query: 'up', min: 1 }
      const defaults = {
        candidate: 'new',
        compare: { sample: '1%' },
        gates: { windows: { deny: ['Fri'] }, hook: { url: 'http://hook' }, bake: '1h', metrics: [up] },
      }
      const gates = {
        windows: 'none',
        hook: 'none',
        metrics: 'none',
        bake: 'none',
        mismatch: 'none',
        errors: 'none',
        latencyP95: 'none',
      }
      expect(routeOf({ gates }, { defaults }).gates).to.deep.include({
        mismatch: null,
        errors: null,
        latencyP95: null,
        bakeMs: 0,
        windows: null,
        hook: null,
        metrics: [],
      })
      expect(routeOf({ gates: { errors: '+2%' } }, { defaults }).gates).to.deep.include({
        minComparisons: 200,
        mismatch: 0.5,
        errors: 2,
        bakeMs: 3_600_000,
        hook: { url: 'http://hook', timeoutMs: 10_000 },
        metrics: [{ ...up, max: null }],
      })
    })

    it('asks for no comparisons where none are made, whatever the defaults say', () => {
      const defaults = { candidate: 'new', gates: { minComparisons: 10, mismatch: '1%' } }
      const routes = [{ match: { path: '/a' }, compare: { sample: '1%' } }, { match: { path: '/b' } }]
      expect(
        planOf(planText(routes, { defaults })).routes.map(({ gates }) => [
          gates.minComparisons,
          gates.mismatch,
        ]),
      ).to.deep.equal([
        [10, 1],
        [0, null],
      ])
    })

    it('moves nothing by itself that cannot move', () => {
      const defaults = { auto: true }
      expect(routeOf({}, { defaults }).auto).to.equal(false)
      expect(routeOf({ candidate: 'new' }, { defaults }).auto).to.equal(true)
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

  it('takes over data sets', () => {
    const data = [
      { id: 'thoughts', tables: ['thoughts', 'app.tags'], from: 'old', to: 'new', after: ['r0'] },
      { id: 'r0', tables: ['users'], from: 'old', to: 'new' },
    ]
    const [thoughts, users] = planOf(planText([{ match: { path: '/a' }, candidate: 'new' }], { data })).data
    expect(thoughts).to.deep.equal(data[0])
    expect(users).to.deep.equal({ ...data[1], after: [] })
    expect(planOf(planText([])).data).to.deep.equal([])
  })

  it('waits a day before legacy counts as drained, unless told otherwise', () => {
    expect(planOf(planText([])).drain).to.deep.equal({ periodMs: 86_400_000 })
    expect(planOf(planText([], { drain: { period: '7d' } })).drain).to.deep.equal({ periodMs: 604_800_000 })
    expect(problemsOf(planText([], { drain: { period: '31d' } }))).to.have.length(1)
  })

  it('lets tables of one name in two databases move by themselves', () => {
    const upstreams = Object.fromEntries(
      ['old', 'new', 'x', 'y'].map((name) => [name, { url: `http://${name}` }]),
    )
    const data = [
      { id: 'a', tables: ['t'], from: 'old', to: 'new' },
      { id: 'b', tables: ['t'], from: 'x', to: 'y' },
    ]
    expect(problemsOf(planText([], { upstreams, data }))).to.deep.equal([])
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
})
