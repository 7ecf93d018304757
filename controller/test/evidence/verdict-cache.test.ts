import type { StepVerdict } from '@strangler/migration-plan'
import { expect } from 'chai'
import { createVerdictCache } from '../../src/evidence/verdict-cache.ts'

const PASS: StepVerdict = { verdict: 'pass', findings: [] }

describe('the cache of verdicts', () => {
  let time: number
  let judged: number
  const judge =
    (tookMs = 0) =>
    (): StepVerdict => {
      judged++
      time += tookMs
      return PASS
    }

  beforeEach(() => {
    time = 0
    judged = 0
  })

  it('judges once for all who ask within half a second, and anew thereafter', () => {
    const cache = createVerdictCache(() => time)
    for (time of [0, 200, 499]) expect(cache.of('a', judge())).to.equal(PASS)
    expect(judged).to.equal(1)
    time = 500
    cache.of('a', judge())
    expect(judged).to.equal(2)
  })

  it('judges at once where something else changed than counts', () => {
    const cache = createVerdictCache(() => time)
    cache.of('a, up', judge())
    cache.of('a, down', judge())
    expect(judged).to.equal(2)
  })

  it('takes a fifth of the time at most, however many routes there are', () => {
    const cache = createVerdictCache(() => time)
    const routes = Array.from({ length: 500 }, (_, route) => `route ${route}`)
    const until = 120_000
    while (time < until) {
      for (const route of routes) cache.of(route, judge(1))
      time += 100
    }
    const rounds = judged / routes.length
    expect(rounds).to.be.below((until * 0.2) / routes.length + 5)
  })
})
