import { expect } from 'chai'
import { initialStanding, isMovable, isWeight, PlanError, standingFor } from '@strangler/migration-plan'
import { planOf, planText } from './support/plans.ts'

const [moving, fresh, staying, denied] = planOf(
  planText([
    { match: { path: '/moving' }, candidate: 'new' },
    { match: { path: '/fresh' }, candidate: 'new', legacy: 'none' },
    { match: { path: '/staying' } },
    { match: { path: '/denied' }, deny: true },
  ]),
).routes

describe('standingFor', () => {
  for (const [weight, stage] of [
    [0, 'legacy'],
    [1, 'ramp'],
    [99, 'ramp'],
    [100, 'live'],
  ] as const)
    it(`says ${stage} at weight ${weight}`, () => {
      expect(standingFor(weight)).to.deep.equal({ stage, weight })
    })

  it('refuses what is no weight', () => {
    expect(() => standingFor(101)).to.throw(PlanError, 'use a whole number from 0 to 100')
    expect(() => standingFor(0.5)).to.throw(PlanError)
  })
})

describe('isWeight', () => {
  it('accepts whole numbers from 0 to 100', () => {
    expect([0, 1, 50, 100].every(isWeight)).to.equal(true)
  })

  it('rejects everything else', () => {
    expect([-1, 101, 0.5, Number.NaN, Infinity].some(isWeight)).to.equal(false)
  })
})

describe('isMovable', () => {
  it('accepts a route with both sides', () => {
    expect(isMovable(moving!)).to.equal(true)
  })

  it('rejects a route that lacks a side, or is denied', () => {
    expect([fresh, staying, denied].some((route) => isMovable(route!))).to.equal(false)
  })
})

describe('initialStanding', () => {
  it('is live where there is no legacy to start with', () => {
    expect(initialStanding(fresh!)).to.deep.equal({ stage: 'live', weight: 100 })
    expect(initialStanding(moving!)).to.deep.equal({ stage: 'legacy', weight: 0 })
  })
})
