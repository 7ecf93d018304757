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
      return goals.slice(-9, -6).map(({ reached }) => reached)
    }
    expect(suite(49, 99, 0)).to.deep.equal([true, true, true])
    expect(suite(50, 100, 1)).to.deep.equal([false, false, false])
  })

  it('takes what shadowing costs, and how quick comparing is, from what those suites print', () => {
    const suites = (kept: number, addedMs: string, rate: number): unknown[] => {
      const shadowing = [
        `shadowing 100 %, equal pages: ${kept} × the throughput without (median 9000 req/s), 100 % compared`,
        `shadowing 100 %, pages with tokens: ${kept} × the throughput without (median 9000 req/s), 20 % compared`,
        ...['well', 'dead', 'hanging', 'flooding'].map(
          (name, at) =>
            `  candidate ${name}: p50 / p99 1.00 / 2.00 ms, p99 ${at < 3 ? '-0.10' : addedMs} ms, 0 failed`,
        ),
      ]
      const comparing = [
        `pages, the same bytes                      1       0 %`,
        `pages, mixed: 20 % same, 70 % token, 9 % blanks, 1 % text      ${rate}     10 %`,
        `JSON, mixed: 50 % same, 50 % parsed      ${rate + 3000}     50 %`,
      ]
      const outputs = { shadowing, comparing }
      const goals = goalsOf(
        [],
        [],
        Object.entries(outputs).map(([name, lines]) => ({ name, lines, exitCode: 0 })),
      )
      return goals.slice(-6).map(({ measured, reached }) => [measured, reached])
    }
    expect(suites(0.6, '+0.49', 2000)).to.deep.equal([
      ...[
        ['0.60 ×', true],
        ['0.60 ×', true],
        ['-0.10 ms', true],
      ],
      ...[
        ['0.49 ms', true],
        ['2000 pairs/s', true],
        ['5000 pairs/s', true],
      ],
    ])
    const reached = suites(0.59, '+0.50', 1999).map((goal) => (goal as unknown[])[1])
    expect(reached).to.deep.equal([false, false, true, false, false, false])
  })
})
