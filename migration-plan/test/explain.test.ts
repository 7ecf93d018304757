import { expect } from 'chai'
import {
  cohortOf,
  compileTable,
  explain,
  RETIRED,
  SHADOW,
  UNCLAIMED,
  type ExplainRequest,
  type Explanation,
} from '@strangler/migration-plan'
import { planOf, planText } from './support/plans.ts'

const split = { by: 'user', cookie: 'session' }
const plan = planOf(
  planText(
    [
      { id: 'search', match: { path: '/search', methods: ['GET', 'HEAD'] }, candidate: 'new' },
      { id: 'page', match: { path: '/page/:name', host: 'shop.example' }, candidate: 'new' },
      { id: 'profile', match: { path: '/profile' }, candidate: 'new', split },
      { id: 'api', match: { path: '/api/*' }, candidate: 'new', legacy: 'none' },
      { id: 'about', match: { path: '/about' } },
      { id: 'admin', match: { path: '/admin/*' }, deny: true },
      { id: 'pages', match: { path: '/page/*' }, candidate: 'new' },
      { id: 'compared', match: { path: '/compared' }, candidate: 'new', compare: { sample: '20%' } },
      { id: 'all', match: { path: '/compared/all' }, candidate: 'new', compare: { sample: '100%' } },
      { id: 'dry', match: { path: '/compared/dry' }, candidate: 'dry', compare: { sample: '1%' } },
      { id: 'early', match: { path: '/early' }, candidate: 'new', compare: { sample: '20%' } },
      { id: 'over', match: { path: '/over' }, candidate: 'new', compare: { sample: '20%' } },
    ],
    {
      upstreams: {
        old: { url: 'http://old:1' },
        new: { url: 'http://new:1' },
        dry: { url: 'http://dry:1', dryRun: true },
      },
    },
  ),
)
const table = compileTable(
  plan,
  {
    search: { stage: 'ramp', weight: 33 },
    profile: { stage: 'ramp', weight: 50 },
    compared: SHADOW,
    all: SHADOW,
    dry: { stage: 'live', weight: 100 },
    over: { stage: 'retired', weight: 100 },
  },
  1,
)

function explained(path: string, more: Partial<ExplainRequest> = {}): Extract<Explanation, { ok: true }> {
  const explanation = explain(table, { method: 'GET', path, ...more })
  if (!explanation.ok) throw new Error(explanation.reason)
  return explanation
}

const alone =
  'Behind the edge: HAProxy serves it by itself: nothing of the route needs more. Where the strangler-proxy is the front, it serves all.'

describe('explain', () => {
  it('names the route, why it claims the request, and how its requests are shared', () => {
    const { route, answers, sentences } = explained('/search?search=x')
    expect(route.id).to.equal('search')
    expect(answers).to.deep.equal([
      { side: 'legacy', upstream: 'old', percent: 67 },
      { side: 'candidate', upstream: 'new', percent: 33 },
    ])
    expect(sentences).to.deep.equal([
      'Route "search" claims it: the path is exactly /search, and the method is one of GET, HEAD.',
      'It stands at stage ramp: 33 of any 100 requests go to candidate "new", the others to legacy "old".',
      alone,
    ])
  })

  it('says what the path is matched as where that differs', () => {
    expect(explained('//%73earch').sentences[0]).to.equal(
      'The path is matched as /search; the upstream gets it as it came.',
    )
  })

  it('takes letters beyond ASCII as the bytes that a browser sends', () => {
    expect(explained('/caf\u00e9').path).to.equal('/caf\u00c3\u00a9')
  })

  it('says why more and less specific routes do not get it', () => {
    expect(explained('/search', { method: 'POST' }).sentences).to.deep.equal([
      'No route of the plan claims it, so it is left to legacy "old".',
      'Not for method POST: "search" (/search).',
      'It has no candidate: legacy "old" answers all of it.',
      alone,
    ])
    expect(explained('/page/1', { host: 'Shop.example:80' }).sentences).to.include(
      'Less specific, so not asked: "pages" (/page/*).',
    )
    expect(explained('/page/1', { host: 'other.example' }).route.id).to.equal('pages')
  })

  it('tells on which side a user stays', () => {
    const sticky = explained('/profile')
    expect(sticky.sentences.at(-2)).to.equal(
      'It stands at stage ramp: 50 of any 100 users, told apart by cookie session, go to candidate "new", the others to legacy "old"; each stays on one side.',
    )
    const user = ['a', 'b', 'c', 'd', 'e'].find((key) => cohortOf(key) < 5000) ?? ''
    const own = explained('/profile', { user })
    expect(own.answers).to.deep.equal([{ side: 'candidate', upstream: 'new', percent: 100 }])
    expect(own.sentences.at(-2)).to.equal(
      `This user is in cohort ${cohortOf(user)} of 10000, and cohorts below 5000 go to the candidate: candidate "new" answers.`,
    )
  })

  for (const [path, sentence] of [
    ['/api/x', 'Only candidate "new" knows it and answers all of it.'],
    ['/about', 'It has no candidate: legacy "old" answers all of it.'],
    ['/admin/x', 'It is denied: every plane answers 403.'],
    ['/page/x', 'It stands at stage legacy, weight 0: legacy "old" answers all of it.'],
  ] as const)
    it(`says of ${path}: ${sentence}`, () => {
      expect(explained(path).sentences).to.include(sentence)
    })

  it('says which plane serves it, and why', () => {
    expect(explained('/compared').planes).to.deep.equal([
      {
        plane: 'proxy',
        percent: 20,
        why: '20% of it goes through the strangler-proxy, which asks both sides and compares their answers.',
      },
      { plane: 'edge', percent: 80, why: 'HAProxy serves the rest by itself.' },
    ])
    expect(explained('/compared').sentences.at(-1)).to.equal(
      'Behind the edge: 20% of it goes through the strangler-proxy, which asks both sides and compares their answers. HAProxy serves the rest by itself. Where the strangler-proxy is the front, it serves all.',
    )
    expect(explained('/compared/all').planes.map(({ plane, percent }) => [plane, percent])).to.deep.equal([
      ['proxy', 100],
    ])
  })

  it('has nothing compared before the stage shadow, and nothing when the route is retired', () => {
    for (const [path, why] of [
      ['/early', 'answers are compared from the stage shadow on, 20% of them'],
      ['/over', 'the route is retired, so answers are compared no more'],
    ] as const)
      expect(explained(path).planes).to.deep.equal([
        { plane: 'edge', percent: 100, why: `HAProxy serves it by itself: ${why}.` },
      ])
  })

  it('has writes compared only where the candidate can run them dry', () => {
    const [{ plane, why } = { plane: '', why: '' }] = explained('/compared', { method: 'POST' }).planes
    expect(plane).to.equal('edge')
    expect(why).to.include('POST may change data, and candidate "new" declares no dryRun')
    expect(explained('/compared/dry', { method: 'POST' }).planes[0]?.plane).to.equal('proxy')
  })

  it('has nobody answer where the route is denied', () => {
    expect(explained('/admin/').answers).to.deep.equal([])
  })

  it('says of what legacy alone answered that nobody is left, where legacy is switched off', () => {
    const plan = planOf(planText([{ match: { path: '/live' }, candidate: 'new' }]))
    const off = compileTable(plan, { [UNCLAIMED]: RETIRED }, 1)
    expect(explain(off, { method: 'GET', path: '/else' }).sentences).to.deep.equal([
      'No route of the plan claims it, and legacy, which it was left to, is switched off.',
      'Nobody is left to answer it: every plane answers 404.',
    ])
    expect(explain(off, { method: 'GET', path: '/live' })).to.deep.include({
      answers: [{ side: 'candidate', upstream: 'new', percent: 100 }],
    })
  })

  it('says why a path is refused', () => {
    expect(explain(table, { method: 'GET', path: '/x/../admin/' })).to.deep.equal({
      ok: false,
      reason: 'the path holds a parent segment ("..")',
      sentences: ['Every plane refuses the request with 400: the path holds a parent segment ("..").'],
    })
  })
})
