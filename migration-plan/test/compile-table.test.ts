import { expect } from 'chai'
import {
  compileTable,
  isGone,
  parseTable,
  PlanError,
  RETIRED,
  UNCLAIMED,
  type Route,
  type Standing,
} from '@strangler/migration-plan'
import { planOf, planText } from './support/plans.ts'

const plan = planOf(
  planText([
    { id: 'moving', match: { path: '/moving' }, candidate: 'new' },
    { id: 'fresh', match: { path: '/fresh' }, candidate: 'new', legacy: 'none' },
    { id: 'staying', match: { path: '/staying' } },
    { id: 'denied', match: { path: '/denied' }, deny: true },
    { id: 'constructor', match: { path: '/constructor' }, candidate: 'new' },
  ]),
)

function standingOf(id: string, standings: Readonly<Record<string, Standing>> = {}): Standing | undefined {
  const route = compileTable(plan, standings, 1).routes.find((found: Route) => found.id === id)
  return route && { stage: route.stage, weight: route.weight }
}

describe('compileTable', () => {
  it('carries the version, the plan, and each route with its policy as far as planes need it', () => {
    const table = compileTable(plan, {}, 7)
    expect(table).to.include({ plan: 'test', version: 7, legacy: 'old' })
    expect(table.upstreams).to.deep.equal(plan.upstreams)
    const { gates, auto, ...policy } = plan.routes[0]!
    expect(table.routes[0]).to.deep.equal({ ...policy, stage: 'legacy', weight: 0 })
    expect([gates.bakeMs, auto]).to.deep.equal([600_000, false])
  })

  it('starts routes with legacy, and those that only the candidate knows live', () => {
    expect(standingOf('moving')).to.deep.equal({ stage: 'legacy', weight: 0 })
    expect(standingOf('fresh')).to.deep.equal({ stage: 'live', weight: 100 })
    expect(standingOf('staying')).to.deep.equal({ stage: 'legacy', weight: 0 })
    expect(standingOf('denied')).to.deep.equal({ stage: 'legacy', weight: 0 })
    expect(standingOf('constructor')).to.deep.equal({ stage: 'legacy', weight: 0 })
  })

  it('lets a route stand where its standing says', () => {
    expect(standingOf('moving', { moving: { stage: 'ramp', weight: 33 } })).to.deep.equal({
      stage: 'ramp',
      weight: 33,
    })
    expect(standingOf('moving', { moving: { stage: 'shadow', weight: 0 } })?.stage).to.equal('shadow')
  })

  it('ignores standings of routes that the plan does not have', () => {
    expect(standingOf('moving', { gone: { stage: 'live', weight: 100 } })?.weight).to.equal(0)
  })

  it('never sends requests to a side that a route does not have, whatever an old standing says', () => {
    expect(standingOf('fresh', { fresh: { stage: 'ramp', weight: 5 } })?.weight).to.equal(100)
    expect(standingOf('staying', { staying: { stage: 'live', weight: 100 } })?.weight).to.equal(0)
    expect(standingOf('denied', { denied: { stage: 'live', weight: 100 } })?.weight).to.equal(0)
  })

  it('keeps a route without legacy retired', () => {
    expect(standingOf('fresh', { fresh: { stage: 'retired', weight: 100 } })?.stage).to.equal('retired')
  })

  for (const weight of [-1, 101, 5.5, Number.NaN])
    it(`refuses a standing with weight ${weight}`, () => {
      expect(() => compileTable(plan, { moving: { stage: 'ramp', weight } }, 1))
        .to.throw(PlanError, 'route "moving"')
        .with.property('code', 'ERR_PLAN_WEIGHT')
    })

  it('adds a route for what no route claims', () => {
    const last = compileTable(plan, {}, 1).routes.at(-1)
    expect(last).to.deep.include({
      id: UNCLAIMED,
      legacy: 'old',
      candidate: null,
      stage: 'legacy',
      weight: 0,
    })
    expect(last?.match).to.deep.equal({ host: null, path: '/*', methods: null })
  })

  it('adds none where a route claims everything, for any host and method', () => {
    const ids = (match: { path: string; host?: string; methods?: readonly string[] }): readonly string[] =>
      compileTable(planOf(planText([{ match }])), {}, 1).routes.map(({ id }) => id)
    expect(ids({ path: '/*' })).to.deep.equal(['r0'])
    expect(ids({ path: '/*', host: 'x.example' })).to.deep.equal(['r0', UNCLAIMED])
    expect(ids({ path: '/*', methods: ['GET'] })).to.deep.equal(['r0', UNCLAIMED])
  })

  it('knows legacy no more where it was switched off, whatever the plan says', () => {
    const off = { [UNCLAIMED]: RETIRED, moving: RETIRED }
    const table = compileTable(plan, off, 1)
    expect(JSON.stringify(table)).not.to.contain('"old"').and.not.to.contain('http://old')
    expect([table.legacy, Object.keys(table.upstreams)]).to.deep.equal([null, ['new']])
    expect([standingOf('moving', off), standingOf(UNCLAIMED, off)]).to.deep.equal([RETIRED, RETIRED])
    // Nobody is sent to legacy by a route that comes later either.
    expect(standingOf('constructor', off)).to.deep.equal({ stage: 'live', weight: 100 })
    expect(table.routes.filter(isGone).map(({ id }) => id)).to.deep.equal(['staying', UNCLAIMED])
    expect(parseTable(JSON.parse(JSON.stringify(table)))).to.deep.equal({ ok: true, table })
  })

  it('survives a journey as JSON unchanged', () => {
    const table = compileTable(plan, {}, 1)
    expect(JSON.parse(JSON.stringify(table))).to.deep.equal(table)
  })
})
