import { expect } from 'chai'
import {
  COHORT_COOKIE,
  cohortOf,
  compileTable,
  createDecide,
  inCandidateCohort,
  parsePlan,
  RETIRED,
  standingFor,
  type Circumstances,
  type Decision,
} from '@strangler/migration-plan'

const text = JSON.stringify({
  apiVersion: 'strangler/v1',
  kind: 'MigrationPlan',
  name: 'test',
  legacy: 'old',
  upstreams: { old: { url: 'http://127.0.0.1:1' }, new: { url: 'http://127.0.0.1:2' } },
  routes: [
    { id: 'shared', match: { path: '/shared' }, candidate: 'new' },
    { id: 'cookie', match: { path: '/cookie' }, candidate: 'new', split: { by: 'user', cookie: 'session' } },
    { id: 'header', match: { path: '/header' }, candidate: 'new', split: { by: 'user', header: 'X-User' } },
    { id: 'only', match: { path: '/only' }, legacy: 'none', candidate: 'new' },
    { id: 'moved', match: { path: '/moved' }, candidate: 'new' },
    { id: 'shop', match: { path: '/shop', host: 'shop.example' }, candidate: 'new' },
    { id: 'admin', match: { path: '/admin/*' }, deny: true },
  ],
})

describe('createDecide', () => {
  const parsed = parsePlan(text, { env: {} })
  const down = new Set<string>()
  let turns = 0
  const circumstances: Circumstances = {
    nextTurn: () => turns++,
    isUp: (upstream) => !down.has(upstream),
    newUser: () => 'made-up',
    pinnedTo: (pin) => (pin === 'candidate' || pin === 'legacy' ? pin : null),
  }
  const decideAt = (weight: number) => {
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    const standing = standingFor(weight)
    const standings = { shared: standing, cookie: standing, header: standing, moved: standingFor(100) }
    return createDecide(compileTable(parsed.plan, standings, 1), circumstances)
  }
  const decide = (target: string, headers: readonly string[] = [], weight = 50, method = 'GET'): Decision =>
    decideAt(weight)({ method, target, headers: ['Host', 'h', ...headers] })
  const sideOf = (...asked: Parameters<typeof decide>): string => {
    const decision = decide(...asked)
    return decision.kind === 'forward' ? decision.side : decision.kind
  }
  beforeEach(() => {
    down.clear()
    turns = 0
  })

  it('forwards to the side of the route, path and query as they came', () => {
    expect(decide('//moved;a=1/.?q=/../%zz')).to.include({
      kind: 'forward',
      target: '//moved;a=1/.?q=/../%zz',
    })
    expect(decide('/moved?x')).to.include({ side: 'candidate', host: 'h', newUser: null })
    expect(decide('/elsewhere')).to.include({ side: 'legacy' })
    expect(decide('/only')).to.include({ side: 'candidate' })
  })

  it('denies what the plan denies, however it is spelt', () => {
    for (const target of [
      '/admin/',
      '//admin/x',
      '/%61dmin/',
      '/admin;x/',
      'http://h/admin/',
      'HTTP://H:80//admin/',
    ])
      expect(decide(target).kind, target).to.equal('deny')
  })

  const refused = [
    ['*', 'of another host'],
    ['admin', 'of another host'],
    ['h:443', 'of another host'],
    ['http://other/x', 'of another host'],
    ['http://h:81/x', 'of another host'],
    ['https://h:80/x', 'of another host'],
    ['http://u@h/x', 'of another host'],
    ['http:///x', 'of another host'],
    ['http://h', 'does not start with a slash'],
    ['http://h?x', 'does not start with a slash'],
    ['/x?a#b', 'a number sign'],
    ['/x\u00e9', 'percent-encoded'],
    ['/x?\u00e9', 'percent-encoded'],
    ['/x?a b', 'percent-encoded'],
    ['/x/../admin/', 'parent segment'],
    ['/x/..%2fadmin/', 'encoded slash'],
  ] as const
  for (const [target, reason] of refused)
    it(`refuses the target ${JSON.stringify(target)}`, () => {
      const decision = decide(target)
      expect(decision).to.have.property('kind', 'refuse')
      expect(decision).to.have.property('reason').that.includes(reason)
    })

  it('takes an absolute address of its own host, and forwards only its path', () => {
    for (const target of [
      'http://h/moved?a',
      'http://H/moved?a',
      'http://h:80/moved?a',
      'https://h:443/moved?a',
    ])
      expect(decide(target), target).to.include({ side: 'candidate', target: '/moved?a' })
  })

  it('refuses a request without a Host, with two, or with one that no host has', () => {
    const ask = (headers: readonly string[]): string =>
      decideAt(50)({ method: 'GET', target: '/moved', headers }).kind
    for (const headers of [
      [],
      ['Host', 'a', 'host', 'a'],
      ['Host', 'a/b'],
      ['Host', 'a b'],
      ['Host', 'u@a'],
      ['Host', 'a,b'],
    ])
      expect(ask(headers), headers.join()).to.equal('refuse')
    for (const headers of [
      ['hOsT', 'a'],
      ['Host', ''],
      ['Host', '[::1]:80'],
    ])
      expect(ask(headers), headers.join()).to.equal('forward')
  })

  it('matches the host that the Host header names', () => {
    const ask = (host: string): Decision =>
      decideAt(50)({ method: 'GET', target: '/shop', headers: ['Host', host] })
    expect(ask('SHOP.example.:8000')).to.have.nested.property('route.id', 'shop')
    expect(ask('other.example')).to.have.nested.property('route.id', 'unclaimed')
  })

  it('gives the candidate its turns of a route that is split by request', () => {
    const ask = decideAt(33)
    const sides = Array.from({ length: 100 }, () =>
      ask({ method: 'GET', target: '/shared', headers: ['Host', 'h'] }),
    )
    expect(
      sides.filter((decision) => decision.kind === 'forward' && decision.side === 'candidate'),
    ).to.have.length(33)
  })

  it('counts a turn only where the number decides', () => {
    decide('/shared', [], 0)
    decide('/shared', [], 100)
    decide('/moved')
    decide('/cookie')
    expect(turns).to.equal(0)
  })

  it('keeps a user on the side of their cohort, by cookie and by header', () => {
    for (const user of ['ann', 'bob', 'cy\u00e9', 'dan', 'eve'])
      for (const weight of [5, 33, 50, 95]) {
        const side = inCandidateCohort(cohortOf(user), weight) ? 'candidate' : 'legacy'
        expect(sideOf('/cookie', ['Cookie', `a=1; session=${user}`], weight)).to.equal(side)
        expect(sideOf('/header', ['x-user', user], weight)).to.equal(side)
        expect(sideOf('/header', ['Cookie', `${COHORT_COOKIE}=${user}`], weight)).to.equal(side)
      }
  })

  const cookies = [
    ['session=a; session=b', 'b'],
    ['session=a,b', 'a'],
    ['x=1,session=a', 'a'],
    ['session="a;b"; c=d', '"a;b"'],
    [String.raw`session="a\";b"; c`, String.raw`"a\";b"`],
    ['session = a b ; x=1', 'a b'],
    ['session; session=q', 'q'],
    ['$session=1; session=2', '2'],
    ['session=a=b', 'a=b'],
    [';;session=1', '1'],
    ['session=a;session=', 'a'],
    ['session=\u00e0\u00a0', '\u00e0\u00a0'],
  ] as const
  for (const [cookie, key] of cookies)
    it(`reads the cookie ${JSON.stringify(cookie)} as HAProxy does`, () => {
      for (let weight = 1; weight < 100; weight++)
        expect(sideOf('/cookie', ['Cookie', cookie], weight)).to.equal(
          sideOf('/header', ['X-User', key], weight),
        )
    })

  it('gives a user without a key one, only while both sides have a share', () => {
    expect(decide('/cookie')).to.include({ newUser: 'made-up' })
    expect(decide('/cookie', ['Cookie', 'session=x'])).to.include({ newUser: null })
    expect(decide('/cookie', ['Cookie', `session=; ${COHORT_COOKIE}=x`])).to.include({ newUser: null })
    expect(decide('/cookie', [], 0)).to.include({ newUser: null })
    expect(decide('/cookie', [], 100)).to.include({ newUser: null })
    expect(decide('/shared')).to.include({ newUser: null })
  })

  it('takes a pinned request to the side of its pin, at any weight and also while that is down', () => {
    for (const weight of [0, 50, 100])
      for (const side of ['legacy', 'candidate'])
        for (const path of ['/shared', '/header']) {
          const pin = ['x-strangler-side', side]
          expect(decide(path, pin, weight)).to.include({ side, isPinned: true })
          down.add('new').add('old')
          expect(decide(path, pin, weight)).to.include({ side, isPinned: true })
          down.clear()
        }
    expect(turns).to.equal(0)
  })

  it('takes no pinned request to legacy of a retired route', () => {
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    const retired = createDecide(compileTable(parsed.plan, { shared: RETIRED }, 1), circumstances)
    for (const [side, isPinned] of [
      ['legacy', false],
      ['candidate', true],
    ] as const) {
      const headers = ['Host', 'h', 'x-strangler-side', side]
      const decision = retired({ method: 'GET', target: '/shared', headers })
      expect(decision).to.include({ side: 'candidate', isPinned })
    }
  })

  it('takes no notice of a pin that is bad or doubled, or where the route has one side', () => {
    for (const pin of [
      ['X-Strangler-Side', 'x'],
      ['X-Strangler-Side', 'candidate', 'x-strangler-side', 'candidate'],
    ])
      expect(decide('/shared', pin, 0)).to.include({ side: 'legacy', isPinned: false })
    expect(decide('/elsewhere', ['X-Strangler-Side', 'candidate'])).to.include({
      side: 'legacy',
      isPinned: false,
    })
    expect(decide('/only', ['X-Strangler-Side', 'legacy'])).to.include({ side: 'candidate', isPinned: false })
    expect(decide('/admin/x', ['X-Strangler-Side', 'candidate']).kind).to.equal('deny')
  })

  it('takes requests of a side that is down to the other one, while both have a share', () => {
    down.add('new')
    for (let turn = 0; turn < 10; turn++) expect(sideOf('/shared')).to.equal('legacy')
    for (const user of ['ann', 'bob', 'dan']) expect(sideOf('/header', ['x-user', user])).to.equal('legacy')
    expect(sideOf('/shared', [], 100)).to.equal('candidate')
    expect(sideOf('/only')).to.equal('candidate')
    down.add('old')
    expect([sideOf('/shared'), sideOf('/shared')].sort()).to.deep.equal(['candidate', 'legacy'])
  })
})
