import { expect } from 'chai'
import { historyOf } from '../../src/evidence/history.ts'
import type { TrafficWindow } from '../../src/store/traffic-store.ts'
import type { MinuteOutcome, Outcome } from '../../src/store/comparisons/read-counts.ts'

const MINUTE = 60_000

function aWindow(at: number, durations: Readonly<Record<string, number>> = {}): TrafficWindow {
  const side = { requests: 10, errors: 1, durations }
  return { route: 'search', at: new Date(at), seconds: 60, legacy: side, candidate: side }
}

function inMinute(minute: number, count: number, ...signatures: readonly string[]): MinuteOutcome {
  return { minute, against: 'candidate', signatures, count } as MinuteOutcome
}

/** Of 'time' legacy differs from itself as often as from the candidate; of 'price' it never does. */
const EVER: readonly Outcome[] = [
  { route: 'search', against: 'candidate', signatures: [], count: 800 },
  { route: 'search', against: 'candidate', signatures: ['price'], count: 100 },
  { route: 'search', against: 'candidate', signatures: ['time'], count: 100 },
  { route: 'search', against: 'legacy', signatures: [], count: 900 },
  { route: 'search', against: 'legacy', signatures: ['time'], count: 100 },
]

describe('the history of a route', () => {
  it('gives each comparison to the window that its minute begins in', () => {
    const windows = [aWindow(1000), aWindow(MINUTE), aWindow(3 * MINUTE - 1)]
    const minutes = [
      ...[inMinute(0, 5), inMinute(0, 1, 'price'), inMinute(1, 7)],
      ...[inMinute(2, 2, 'price'), inMinute(3, 11, 'price')],
    ]
    const points = historyOf(windows, minutes, EVER)
    expect(points.map(({ from }) => from)).to.deep.equal(windows.map(({ at }) => at))
    expect(points.map(({ pairs, mismatches }) => [pairs, mismatches])).to.deep.equal([
      [6, 1],
      [9, 2],
      [11, 11],
    ])
  })

  it('counts no noise as a mismatch, unless something else differs too', () => {
    const minutes = [inMinute(0, 4, 'time'), inMinute(0, 3, 'time', 'price')]
    const [point] = historyOf([aWindow(0)], minutes, EVER)
    expect(point).to.deep.include({ pairs: 7, mismatches: 3 })
  })

  it('tells times by the bounds that each window was counted by', () => {
    const windows = [
      aWindow(0, { 10: 90, 50: 10 }),
      aWindow(MINUTE, { 5: 50, 200: 40, more: 10 }),
      aWindow(1e6),
    ]
    const sides = historyOf(windows, [], EVER).map(({ legacy: { p50Ms, p95Ms } }) => [p50Ms, p95Ms])
    expect(sides).to.deep.equal([
      [10, 50],
      [5, 200],
      [null, null],
    ])
  })

  it('is nothing where there was no traffic', () => {
    expect(historyOf([], [inMinute(0, 1)], EVER)).to.deep.equal([])
  })
})
