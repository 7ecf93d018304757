import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { createBudget } from '../src/shadowing/budget.ts'
import { createLoopWatch } from '../src/shadowing/loop-watch.ts'

describe('what shadowing may take', () => {
  const admitted = (isShort: boolean, leaves: boolean): number => {
    const budget = createBudget(() => isShort)
    let entered = 0
    for (let times = 0; times < 1000; times++) {
      if (!budget.enter()) continue
      entered++
      if (leaves) budget.leave(0)
    }
    return entered
  }

  it('is a place for every request, as long as there are any', () => {
    expect(admitted(false, true)).to.equal(1000)
    expect(admitted(false, false)).to.equal(64)
  })

  it('is every other request, drawn by lot, while users need all the time that there is', () => {
    // 500, give or take more than six standard deviations.
    expect(admitted(true, true)).to.be.within(400, 600)
  })

  it('is no more memory than it holds', () => {
    const budget = createBudget(() => false)
    expect(budget.enter()).to.equal(true)
    budget.hold(64 * 1024 * 1024)
    expect(budget.enter()).to.equal(false)
    budget.leave(64 * 1024 * 1024)
    expect(budget.enter()).to.equal(true)
  })
})

describe('createLoopWatch', () => {
  it('tells a thread without a pause from one with pauses', async () => {
    const isBusy = createLoopWatch()
    const until = performance.now() + 700
    while (performance.now() < until);
    // What went on is counted once the loop turns.
    await new Promise(setImmediate)
    expect(isBusy()).to.equal(true)
    await pause(700)
    expect(isBusy()).to.equal(false)
  })
})
