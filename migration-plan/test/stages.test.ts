import { expect } from 'chai'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { earlierRoutes, nextStanding, RETIRED, SHADOW, type Route, type Standing } from '../src/index.ts'

const compared = { compare: { sample: '10%' } }

function route(standing: Standing, more: Readonly<Record<string, unknown>> = {}): Route {
  const [made] = tableOf({ routes: [{ id: 'a', match: { path: '/a' }, ramp: [5, 50, 100], ...more }] }).routes
  if (!made) throw new Error('no route')
  return { ...made, ...standing }
}

describe('the next step of a route', () => {
  for (const [from, more, to] of [
    [{ stage: 'legacy', weight: 0 }, compared, SHADOW],
    [{ stage: 'legacy', weight: 0 }, {}, { stage: 'ramp', weight: 5 }],
    [SHADOW, compared, { stage: 'ramp', weight: 5 }],
    [{ stage: 'ramp', weight: 5 }, compared, { stage: 'ramp', weight: 50 }],
    [{ stage: 'ramp', weight: 7 }, {}, { stage: 'ramp', weight: 50 }],
    [{ stage: 'ramp', weight: 50 }, {}, { stage: 'live', weight: 100 }],
    [{ stage: 'ramp', weight: 99 }, {}, { stage: 'live', weight: 100 }],
    [{ stage: 'live', weight: 100 }, {}, null],
    [RETIRED, {}, null],
    [{ stage: 'legacy', weight: 0 }, { candidate: 'none' }, null],
  ] as const)
    it(`from ${from.stage} at ${from.weight}${'compare' in more ? ', compared,' : ''} is ${to ? `${to.stage} at ${to.weight}` : 'none'}${'candidate' in more ? ' without a candidate' : ''}`, () => {
      expect(nextStanding(route(from, more))).to.deep.equal(to)
    })
})

describe('the order of routes', () => {
  it('has a route wait for those before it until they are live or retired', () => {
    const { routes, ...table } = tableOf({
      routes: ['a', 'b', 'c'].map((id) => ({
        id,
        match: { path: `/${id}` },
        after: id === 'c' ? ['a', 'b'] : [],
      })),
      weights: { a: 100, b: 50 },
    })
    const waits = (all: readonly Route[]): readonly string[] =>
      earlierRoutes({ after: ['a', 'b'] }, { ...table, routes: all }).map(({ id }) => id)
    expect(waits(routes)).to.deep.equal(['b'])
    expect(waits(routes.map((one) => (one.id === 'b' ? { ...one, ...RETIRED } : one)))).to.deep.equal([])
  })
})
