import { expect } from 'chai'
import fc from 'fast-check'
import type { SideCounts } from '../../src/evidence/side-counts.ts'
import { boundsOf, countsOf, storedWindow, sumOfWindows } from '../../src/evidence/stored-windows.ts'

const NOBODY: SideCounts = { requests: 0, errors: 0, durations: [] }

function stored(candidate: SideCounts, boundsMs: readonly number[]): ReturnType<typeof storedWindow> {
  return storedWindow('search', { at: 5000, nth: 1, legacy: NOBODY, candidate }, 34_600, boundsMs)
}

describe('a window as it is stored', () => {
  it('has its durations by their bounds, those left out that nothing took', () => {
    const window = stored({ requests: 9, errors: 2, durations: [4, 0, 3, 2] }, [10, 20, 50])
    expect(window).to.deep.equal({
      ...{ route: 'search', at: new Date(5000), seconds: 30 },
      legacy: { requests: 0, errors: 0, durations: {} },
      candidate: { requests: 9, errors: 2, durations: { 10: 4, 50: 3, more: 2 } },
    })
    expect(boundsOf(window)).to.deep.equal([10, 50])
  })

  it('lasts a second at least', () => {
    const window = { at: 5000, nth: 1, legacy: NOBODY, candidate: NOBODY }
    expect(storedWindow('search', window, 5001, []).seconds).to.equal(1)
  })

  it('is read again as it was, by the same bounds', () => {
    const bounds = [0.5, 1, 2, 5, 10.5, 100, 1e21]
    const counts = fc.array(fc.nat(1000), { minLength: bounds.length + 1, maxLength: bounds.length + 1 })
    fc.assert(
      fc.property(counts, (durations) => {
        const read = countsOf(stored({ requests: 1, errors: 0, durations }, bounds).candidate, bounds)
        expect(bounds.concat(Infinity).map((_, at) => read.durations[at] ?? 0)).to.deep.equal(durations)
      }),
    )
  })

  it('is never read faster than it was, by other bounds', () => {
    const { candidate } = stored({ requests: 10, errors: 0, durations: [1, 2, 3, 4] }, [10, 20, 50])
    expect(countsOf(candidate, [15, 50, 60]).durations).to.deep.equal([1, 5, 0, 4])
    expect(countsOf(candidate, [5]).durations).to.deep.equal([0, 10])
    expect(countsOf(candidate, [1000]).durations).to.deep.equal([6, 4])
    expect(countsOf(candidate, [])).to.deep.equal({ requests: 10, errors: 0, durations: [] })
  })

  it('adds up with others, whatever bounds they were counted by', () => {
    const windows = [
      stored({ requests: 3, errors: 1, durations: [1, 2] }, [10]),
      stored({ requests: 5, errors: 0, durations: [2, 0, 3] }, [5, 20]),
    ]
    expect(sumOfWindows(windows, [10, 20])).to.deep.equal({
      legacy: NOBODY,
      candidate: { requests: 8, errors: 1, durations: [3, 0, 5] },
    })
    expect(sumOfWindows([], [10])).to.deep.equal({ legacy: NOBODY, candidate: NOBODY })
  })
})
