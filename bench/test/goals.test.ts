import { expect } from 'chai'
import { goalsOf, type Goal } from '../src/goals.ts'
import { download, main } from '../src/modes.ts'
import { tableOf } from './support/tables.ts'

const find = (goals: readonly Goal[], start: string): Goal | undefined =>
  goals.find(({ wanted }) => wanted.startsWith(start))

describe('goalsOf', () => {
  it('tells a goal that is just reached from one that is just missed', () => {
    const goals = goalsOf(
      [tableOf(main, { haproxy: [100], 'edge-1000': [95], 'edge-1000-cohorts': [89.9] })],
      [],
      [],
    )
    expect(find(goals, 'main: edge-1000 ')?.reached).to.equal(true)
    expect(find(goals, 'main: edge-1000-cohorts')?.reached).to.equal(false)
  })

  it('neither claims nor denies what was not measured', () => {
    const goals = goalsOf([tableOf(main, { haproxy: [100], 'edge-1000': [null] })], [], [])
    expect(goals.map(({ reached }) => reached)).to.deep.equal(goals.map(() => null))
  })

  it('compares large answers with the quickest peer on Node, not with HAProxy', () => {
    const rates = { haproxy: [900], hpm: [200], 'fast-proxy': [300], 'strangler-proxy': [250] }
    const goal = find(goalsOf([tableOf(download, rates)], [], []), 'download')
    expect(goal).to.deep.equal({
      wanted: 'download: strangler-proxy at least 1 × fast-proxy',
      measured: '0.83 ×',
      reached: false,
    })
  })

  const memories = [
    { name: 'small and flat', megabytes: [70, 100, 105], reached: true },
    { name: 'flat but large', megabytes: [70, 160, 160], reached: false },
    { name: 'small but growing', megabytes: [70, 100, 120], reached: false },
  ]
  for (const { name, megabytes, reached } of memories)
    it(`on memory that is ${name}, says ${reached ? 'reached' : 'not reached'}`, () => {
      const points = megabytes.map((residentMb, at) => ({ requests: at * 500_000, residentMb }))
      expect(find(goalsOf([], points, []), 'memory')?.reached).to.equal(reached)
    })

  it('says nothing about memory where the time was too short for a million requests', () => {
    const points = [0, 400_000, 800_000].map((requests) => ({ requests, residentMb: 100 }))
    expect(find(goalsOf([], points, []), 'memory')?.reached).to.equal(null)
  })

  it('takes the time of a weight change, and failed requests, from what that suite prints', () => {
    const suite = (edgeMs: number, proxyMs: number, exitCode: number): unknown[] => {
      const lines = [
        `100 weight changes, 1000 routes: in effect within p50 / p99 / max ${edgeMs}.0 / 80.0 / 90.0 ms`,
        `100 weight changes, proxy of 2 workers, 1000 routes: in effect within p50 / p99 / max ${proxyMs}.0 / 1.0 / 2.0 ms`,
      ]
      const goals = goalsOf([], [], [{ name: 'weight-changes', lines, exitCode }])
      return goals.slice(-3).map(({ reached }) => reached)
    }
    expect(suite(49, 99, 0)).to.deep.equal([true, true, true])
    expect(suite(50, 100, 1)).to.deep.equal([false, false, false])
  })
})
