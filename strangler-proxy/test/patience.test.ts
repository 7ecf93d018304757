import { expect } from 'chai'
import { eventually } from '../../tests/support/eventually.ts'
import { createPatience, type Patience } from '../src/shadowing/patience.ts'

describe('patience with whom it is in vain to ask', () => {
  let patience: Patience
  beforeEach(() => {
    patience = createPatience()
  })
  const inVain = (times: number, route = 'search'): void => {
    for (let time = 0; time < times; time++) patience.note(route, false)
  }
  const triedOf = (times: number, route = 'search'): number =>
    Array.from({ length: times }, () => patience.isWorthwhile(route)).filter(Boolean).length

  it('lasts for a while', () => {
    inVain(19)
    expect(triedOf(100)).to.equal(100)
  })

  it('then tries once, and again after a second, however many ask', async () => {
    inVain(20)
    expect(triedOf(100)).to.equal(1)
    const ended = performance.now()
    await eventually(() => triedOf(100) === 1)
    expect(performance.now() - ended).to.be.above(900)
  })

  it('waits twice as long after each try, up to the longest pause', async () => {
    patience = createPatience(2000)
    inVain(20)
    const waited: number[] = []
    triedOf(1)
    for (let tries = 0; tries < 3; tries++) {
      const before = performance.now()
      await eventually(() => triedOf(1) === 1)
      waited.push(performance.now() - before)
      inVain(1)
    }
    expect(waited[0]).to.be.within(900, 1900)
    expect(waited.slice(1).every((ms) => ms >= 1900)).to.equal(true)
    expect(waited[2]).to.be.below(3900)
  }).timeout(20_000)

  it('is back with the first try that was of use', () => {
    inVain(100)
    patience.note('search', true)
    expect(triedOf(100)).to.equal(100)
  })

  it('is had with each route by itself', () => {
    inVain(20)
    expect(triedOf(100, 'login')).to.equal(100)
  })
})
