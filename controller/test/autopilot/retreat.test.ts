import { expect } from 'chai'
import type { Route } from '@strangler/migration-plan'
import { retreatOf, type LegacyState } from '../../src/autopilot/retreat.ts'

const route = (weight: number, ramp: readonly number[] = [5, 33, 50, 100]): Route =>
  ({ id: 'search', stage: weight === 100 ? 'live' : 'ramp', weight, ramp }) as unknown as Route

/** A legacy that bore so many requests a second, where both sides answer so many now. */
function legacy(peak: number, all: number, isUp: boolean | null = true): LegacyState {
  return { isUp, peak, rate: { legacy: 0, candidate: all } }
}

describe('the way back to legacy', () => {
  for (const isUp of [true, null])
    it(`is at once where ${isUp === null ? 'nobody checks legacy, and ' : ''}legacy bore half as much`, () => {
      expect(retreatOf(route(100), false, legacy(50, 100, isUp))).to.deep.equal({ to: 0, says: null })
    })

  it('is at once where hardly anybody asks, whatever legacy bore', () => {
    expect(retreatOf(route(100), false, legacy(0, 20))).to.deep.equal({ to: 0, says: null })
  })

  it('is none where legacy does not answer its checks', () => {
    expect(retreatOf(route(50), false, legacy(100, 1, false))).to.deep.equal({
      to: null,
      says: 'legacy does not answer its checks, so the candidate goes on',
    })
    expect(retreatOf(route(50), true, legacy(100, 1, false))).to.deep.equal({
      to: null,
      says: 'neither candidate nor legacy answers its checks, so it stays where it is',
    })
  })

  it('is at once from a candidate that answers nobody, whatever legacy bore, and says so', () => {
    expect(retreatOf(route(100), true, legacy(50, 101))).to.deep.equal({
      to: 0,
      says: 'legacy gets 101 requests a second, where it never had more than 50, as the candidate answers nobody',
    })
  })

  for (const [what, weight, peak, all, to] of [
    // Of 160 a second, 33 % is the least that leaves legacy no more than 2 x 60.
    ['to the lowest weight of the ramp that leaves legacy no more than twice what it bore', 100, 60, 160, 33],
    ['to a weight below the one where it stands', 50, 60, 160, 33],
    ['by one step where even that leaves legacy too much', 100, 60, 1000, 50],
    ['by one step further where it has come half way', 50, 60, 1000, 33],
    ['to nothing from the first weight', 5, 60, 1000, 0],
    ['by one step where legacy is not known to have borne anything', 100, 0, 1000, 50],
  ] as const)
    it(`leads ${what}`, () => {
      const says =
        to === 0
          ? null
          : `by steps, as legacy would get ${all} requests a second, where it never had more than ${peak}`
      expect(retreatOf(route(weight), false, legacy(peak, all))).to.deep.equal({ to, says })
    })

  it('leads to nothing where the ramp has no weight below', () => {
    expect(retreatOf(route(100, [100]), false, legacy(1, 1000))).to.deep.equal({ to: 0, says: null })
  })

  it('counts what both sides answer', () => {
    const state: LegacyState = { isUp: true, peak: 50, rate: { legacy: 60, candidate: 60 } }
    expect(retreatOf(route(50), false, state).to).to.equal(33)
  })
})
