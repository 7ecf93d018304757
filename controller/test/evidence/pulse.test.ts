import { expect } from 'chai'
import { createPulse, type Pulse } from '../../src/evidence/pulse.ts'
import { aRoute } from '../support/traffic-views.ts'

describe('the pulse of a route', () => {
  let pulse: Pulse
  beforeEach(() => (pulse = createPulse(0)))
  const add = (at: number, legacy: number, candidate = 0, errors = 0, isDown = false): void =>
    pulse.add(aRoute(legacy, candidate, errors), isDown, at, 1000)

  it('is what both sides answer a second, over the last ten', () => {
    for (let second = 1; second <= 20; second++) add(second * 1000, 50, 10)
    expect(pulse.rate(20_000)).to.deep.equal({ legacy: 50, candidate: 10 })
    expect(pulse.rate(25_000)).to.deep.equal({ legacy: 25, candidate: 5 })
    expect(pulse.rate(31_000)).to.deep.equal({ legacy: 0, candidate: 0 })
  })

  it('is no more at the beginning than it was seen to be', () => {
    add(500, 30)
    expect(pulse.rate(500).legacy).to.equal(30)
    expect(pulse.rate(3000).legacy).to.equal(10)
  })

  it('takes what a plane counted while nobody saw it for what came in evenly', () => {
    for (let second = 1; second <= 10; second++) add(second * 1000, 50)
    pulse.add(aRoute(3000, 600), false, 70_000, 60_000)
    expect(pulse.rate(70_000)).to.deep.equal({ legacy: 50, candidate: 10 })
    expect(pulse.peak()).to.equal(50)
  })

  it('remembers the most that legacy bore, and what was known of it before', () => {
    for (let second = 1; second <= 10; second++) add(second * 1000, 80)
    for (let second = 11; second <= 40; second++) add(second * 1000, 5)
    expect(pulse.peak()).to.equal(80)
    pulse.knew(70)
    expect(pulse.peak()).to.equal(80)
    pulse.knew(120)
    expect(pulse.peak()).to.equal(120)
  })

  it('says since when the candidate fails, until it failed nothing for ten seconds', () => {
    add(1000, 5, 5)
    expect(pulse.faultSince()).to.equal(null)
    add(2000, 5, 5, 1)
    add(3000, 5, 5)
    add(4000, 5, 5, 2)
    expect(pulse.faultSince()).to.equal(2000)
    add(14_000, 5, 5)
    expect(pulse.faultSince()).to.equal(2000)
    add(14_001, 5, 5)
    expect(pulse.faultSince()).to.equal(null)
  })

  it('takes a candidate that does not answer its checks for one that fails', () => {
    add(1000, 5, 0, 0, true)
    add(12_000, 5, 0, 0, true)
    expect(pulse.faultSince()).to.equal(1000)
    add(23_000, 5)
    expect(pulse.faultSince()).to.equal(null)
  })
})
