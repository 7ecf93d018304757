import { expect } from 'chai'
import { diffPlans } from '@strangler/migration-plan'
import { planOf, planText, type WrittenRoute } from './support/plans.ts'

const login = { id: 'login', match: { path: '/login', methods: ['GET', 'POST'] }, candidate: 'new' }
const search = { id: 'search', match: { path: '/search' }, candidate: 'new', after: ['login'] }

function changes(
  [older, newer]: readonly [readonly WrittenRoute[], readonly WrittenRoute[]],
  more: Readonly<Record<string, unknown>> = {},
): readonly string[] {
  return diffPlans(planOf(planText(older)), planOf(planText(newer, more))).map(({ text }) => text)
}

describe('diffPlans', () => {
  it('finds nothing between a plan and itself, however its routes and sets are ordered', () => {
    const turned = { ...login, match: { ...login.match, methods: ['POST', 'GET'] } }
    expect(
      changes([
        [login, search],
        [search, turned],
      ]),
    ).to.deep.equal([])
  })

  it('finds nothing between what is a default and what says the same', () => {
    expect(changes([[login], [{ ...login, ramp: [5, 33, 50, 100], retries: 2 }]])).to.deep.equal([])
  })

  it('tells of routes added and removed', () => {
    expect(changes([[login], [{ ...search, after: [] }]])).to.deep.equal([
      'route "login" is removed (/login, legacy "old", candidate "new"); less specific routes or legacy get its requests',
      'route "search" is added (/search, legacy "old", candidate "new")',
    ])
    expect(changes([[], [{ id: 'admin', match: { path: '/admin/*' }, deny: true }]])).to.deep.equal([
      'route "admin" is added (/admin/*, denied)',
    ])
  })

  it('tells of each field that changes, from what to what', () => {
    const changed = {
      id: 'login',
      match: { path: '/login/', host: 'x.example' },
      legacy: 'none',
      candidate: 'new',
      ramp: [50, 100],
      split: { by: 'user', cookie: 'session' },
      timeouts: { connect: '1s' },
      limits: { connections: 20, queue: '1s' },
      headers: { request: { set: { 'X-B': 'b', 'X-A': 'a' } }, response: { remove: ['Server'] } },
      phase: 'final',
      expose: true,
    }
    expect(changes([[login], [changed]])).to.deep.equal([
      'route "login": match.host changes from every one to "x.example"',
      'route "login": match.path changes from "/login" to "/login/"',
      'route "login": match.methods changes from [GET, POST] to every one',
      'route "login": legacy changes from "old" to none',
      'route "login": phase changes from "consolidation" to "final"',
      'route "login": ramp changes from [5, 33, 50, 100] to [50, 100]',
      'route "login": split changes from by request to by user (cookie session)',
      'route "login": timeouts.connect changes from 2000 ms to 1000 ms',
      'route "login": limits.connections changes from none to 20',
      'route "login": limits.queue changes from 5000 ms to 1000 ms',
      'route "login": headers.request.set changes from none to [x-a: a, x-b: b]',
      'route "login": headers.response.remove changes from none to [server]',
      'route "login": expose changes from false to true',
    ])
  })

  it('tells of how answers are compared', () => {
    const compare = { sample: '20%', rules: [{ ignore: '$..id' }, { rename: { at: '$.a', to: 'b' } }] }
    expect(changes([[login], [{ ...login, compare }]])).to.deep.equal([
      'route "login": compare.sample changes from 0% to 20%',
      'route "login": compare.rules changes from none to [ignore $..id, rename $.a b]',
      'route "login": gates.minComparisons changes from 0 to 200',
      'route "login": gates.mismatch changes from none to 0.5%',
    ])
  })

  it('tells of what a step needs', () => {
    const gates = {
      minComparisons: 500,
      mismatch: '1.25%',
      errors: 'none',
      latencyP95: '2x',
      bake: '1h',
      approval: 'manual',
      windows: { zone: 'Europe/Berlin', allow: ['Mon-Fri 09:00-17:00'], deny: ['Fri 15:00-24:00'] },
      hook: { url: 'https://hook.example/ask', timeout: '2s' },
      metrics: [
        { name: 'errors', query: 'e', max: 0.01 },
        { name: 'orders', query: 'o', min: 5 },
      ],
    }
    const compared = { ...login, compare: { sample: '5%' } }
    expect(changes([[compared], [{ ...compared, gates, auto: true }]])).to.deep.equal([
      'route "login": auto changes from false to true',
      'route "login": gates.minComparisons changes from 200 to 500',
      'route "login": gates.mismatch changes from 0.5% to 1.25%',
      'route "login": gates.errors changes from 0.5% to none',
      'route "login": gates.latencyP95 changes from 1.5x to 2x',
      'route "login": gates.metrics changes from none to [errors: e <= 0.01, orders: o >= 5]',
      'route "login": gates.bake changes from 600000 ms to 3600000 ms',
      'route "login": gates.approval changes from "auto" to "manual"',
      'route "login": gates.windows changes from none to Mon,Tue,Wed,Thu,Fri 09:00-17:00, but not Fri 15:00-24:00 (Europe/Berlin)',
      'route "login": gates.hook.url changes from none to "https://hook.example/ask"',
      'route "login": gates.hook.timeout changes from none to 2000 ms',
    ])
  })

  it('tells of the plan and its upstreams', () => {
    const upstreams = {
      old: { url: 'http://old:2', health: '/x', tls: { verify: false } },
      newer: { urls: ['http://b:1', 'http://a:1'] },
    }
    expect(changes([[], []], { upstreams, name: 'other', defaults: { retries: 0 } })).to.deep.equal([
      'plan "other": name changes from "test" to "other"',
      'plan "other": unclaimed retries changes from 2 to 0',
      'upstream "old": addresses changes from [http://old:1] to [http://old:2]',
      'upstream "old": health changes from none to "/x"',
      'upstream "old": tls.verify changes from true to false',
      'upstream "new" is removed ([http://new:1])',
      'upstream "newer" is added ([http://a:1, http://b:1])',
    ])
  })

  it('tells of data sets', () => {
    const set = (id: string, tables: readonly string[]): object => ({ id, tables, from: 'old', to: 'new' })
    const older = planOf(planText([login], { data: [set('a', ['t']), set('b', ['u'])] }))
    const newer = planOf(
      planText([login], { data: [set('c', ['u']), { ...set('a', ['v', 't']), after: ['login'] }] }),
    )
    expect(diffPlans(older, newer).map(({ text }) => text)).to.deep.equal([
      'data set "a": tables changes from [t] to [t, v]',
      'data set "a": after changes from none to [login]',
      'data set "b" is removed ([u], from "old" to "new")',
      'data set "c" is added ([u], from "old" to "new")',
    ])
  })

  it('gives each change as data too', () => {
    const [change] = diffPlans(planOf(planText([login])), planOf(planText([{ ...login, ramp: [10, 100] }])))
    expect(change).to.deep.include({
      subject: 'route',
      name: 'login',
      kind: 'changed',
      field: 'ramp',
      from: [5, 33, 50, 100],
      to: [10, 100],
    })
  })
})
