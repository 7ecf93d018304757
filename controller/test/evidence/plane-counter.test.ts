import { expect } from 'chai'
import type { PlaneView } from '../../src/control/plane-view.ts'
import { createPlaneCounter, type PlaneCounter, type RouteCounts } from '../../src/evidence/plane-counter.ts'
import { aRoute, aSide, anObservation, aView } from '../support/traffic-views.ts'

describe('what planes counted meanwhile', () => {
  let counter: PlaneCounter
  let a: PlaneView
  let b: PlaneView
  let now: number
  beforeEach(() => {
    now = 0
    counter = createPlaneCounter()
    a = aView('a')
    b = aView('b')
  })
  const sees = (view: PlaneView, legacy: number, candidate: number, instance = 'one'): void =>
    view.saw(anObservation(instance, { search: { legacy: aSide(legacy), candidate: aSide(candidate) } }))
  const added = (): RouteCounts | undefined => counter.take([a, b], now).get('search')

  it('is nothing at the first look, as nobody knows when that was', () => {
    sees(a, 1000, 10)
    expect(added()).to.equal(undefined)
  })

  it('is what came on top, once', () => {
    sees(a, 1000, 10)
    added()
    sees(a, 1007, 12)
    expect(added()).to.deep.equal(aRoute(7, 2))
    expect(added()).to.equal(undefined)
    sees(a, 1007, 12)
    expect(added()).to.equal(undefined)
  })

  it('is the sum of two planes', () => {
    sees(a, 10, 0)
    sees(b, 20, 0)
    added()
    sees(a, 11, 1)
    sees(b, 22, 3)
    expect(added()).to.deep.equal(aRoute(3, 4))
  })

  it('is all that a plane counted that was started anew', () => {
    sees(a, 1000, 10)
    added()
    sees(a, 1005, 20, 'another')
    expect(added()).to.deep.equal(aRoute(1005, 20))
  })

  it('is all that a plane counted since its counters were cleared', () => {
    sees(a, 1000, 10)
    added()
    sees(a, 4, 10)
    expect(added()).to.deep.equal(aRoute(4, 0))
  })

  it('adds up durations of planes of two versions, by the bounds that it began with', () => {
    const measures = (view: PlaneView, requests: number, durations: number[], boundsMs: number[]): void =>
      view.saw(
        anObservation(
          'one',
          { search: { legacy: aSide(requests, { durations }), candidate: aSide(0) } },
          boundsMs,
        ),
      )
    measures(a, 0, [0, 0, 0], [10, 100])
    measures(b, 0, [0, 0, 0, 0], [5, 50, 500])
    added()
    measures(a, 6, [1, 2, 3], [10, 100])
    measures(b, 10, [1, 2, 3, 4], [5, 50, 500])
    expect(added()?.legacy.durations).to.deep.equal([1 + 1, 2 + 2, 3 + 3 + 4])
    expect(counter.boundsMs()).to.deep.equal([10, 100])
  })

  it('goes on where a plane was not reached for a while', () => {
    sees(a, 1000, 10)
    added()
    a.lost('gone')
    expect(added()).to.equal(undefined)
    sees(a, 1003, 10)
    expect(added()).to.deep.equal(aRoute(3, 0))
  })

  it('reaches back to when a plane was seen last, whatever came of others', () => {
    sees(a, 0, 0)
    sees(b, 0, 0)
    added()
    expect(counter.reachMs()).to.equal(0)
    const reaches: number[] = []
    for (const [at, see] of [
      [500, () => sees(a, 1, 0)],
      [1000, () => sees(b, 1, 0)],
      [1500, () => undefined],
      [90_000, () => sees(b, 2, 0)],
      [90_500, () => sees(a, 2, 0, 'another')],
      [91_000, () => sees(b, 3, 0)],
    ] as const) {
      now = at
      see()
      added()
      reaches.push(counter.reachMs())
    }
    expect(reaches).to.deep.equal([500, 1000, 0, 89_000, 90_000, 1000])
  })

  it('counts a route that is new to a plane from 0, and none of a name that objects have', () => {
    a.saw(anObservation('one', {}))
    added()
    const route = { legacy: aSide(3), candidate: aSide(0) }
    a.saw(anObservation('one', { search: route, constructor: route }))
    const all = counter.take([a], now)
    expect(all.get('search')).to.deep.equal(aRoute(3, 0))
    expect(all.get('constructor')).to.deep.equal(aRoute(3, 0))
  })

  it('has failures, and durations by the bounds of who measures them', () => {
    const see = (requests: number, errors5xx: number, durations: readonly number[]): void =>
      a.saw(
        anObservation(
          'one',
          { search: { legacy: aSide(0), candidate: aSide(requests, { errors5xx, durations }) } },
          [10, 100],
        ),
      )
    see(5, 1, [3, 1, 1])
    sees(b, 0, 0)
    added()
    expect(counter.boundsMs()).to.deep.equal([10, 100])
    see(9, 2, [4, 1, 4])
    expect(added()?.candidate).to.deep.equal({ requests: 4, errors: 1, durations: [1, 0, 3] })
    expect(counter.boundsMs()).to.deep.equal([10, 100])
  })
})
