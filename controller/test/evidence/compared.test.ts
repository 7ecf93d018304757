import { expect } from 'chai'
import { createComparisonWatch, type ComparisonWatch } from '../../src/evidence/compared.ts'
import { createComparisonStore, type ComparisonStore } from '../../src/store/comparison-store.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'
import { controllerDatabase } from '../support/controller-process.ts'
import { aBatch, aDifference, findings } from '../support/reports.ts'

const PRICE = aDifference('$.price').signature
const TIME = aDifference('$.time').signature
const ROUTE = 'static'
const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS

describe('what comparing shows of a route since a step', () => {
  let database: Awaited<ReturnType<typeof controllerDatabase>>
  let db: Database
  let store: ComparisonStore
  let watch: ComparisonWatch
  let batches = 0
  beforeEach(async () => {
    database = await controllerDatabase()
    db = openDatabase(database.url, () => undefined)
    store = createComparisonStore(db)
    watch = createComparisonWatch(store)
  })
  afterEach(async () => {
    await db.destroy()
    await database.close()
  })

  /** So many pairs of the minute of `at` that show these signatures. */
  const compared = (
    at: number,
    count: number,
    signatures: readonly string[] = [],
    against: 'candidate' | 'legacy' = 'candidate',
  ): Promise<unknown> =>
    store.record(
      'a',
      aBatch(++batches, {
        findings: [
          findings({ against, minute: Math.floor(at / MINUTE_MS), outcomes: [{ signatures, count }] }),
        ],
      }),
    )
  /** Of a step that was seen, when all that was compared before it is written. */
  const justNow = (): number => Date.now() - 5 * SECOND_MS

  it('is not told while pairs of before the step may still come in', async () => {
    const since = Date.now()
    await watch.refresh(ROUTE, since, 0)
    expect(watch.read(ROUTE, since)).to.equal(null)
  })

  it('leaves out pairs of before the step, also those of its minute', async () => {
    const since = justNow()
    await compared(since, 5, [PRICE])
    await watch.refresh(ROUTE, since, 0)
    expect(watch.read(ROUTE, since)).to.deep.include({ pairs: 0, mismatches: 0 })
    await compared(since, 2, [PRICE])
    await compared(since, 3)
    await watch.refresh(ROUTE, since, 0)
    expect(watch.read(ROUTE, since)).to.deep.include({ pairs: 5, mismatches: 2 })
  })

  it('begins with the next whole minute where the step was not seen', async () => {
    const since = Date.now() - 5 * MINUTE_MS
    await compared(since, 5)
    await compared(since + MINUTE_MS, 3)
    await compared(since + 2 * MINUTE_MS, 4)
    await watch.refresh(ROUTE, since, 0)
    expect(watch.read(ROUTE, since)).to.deep.include({ pairs: 7 })
  })

  it('is told of that step alone', async () => {
    const since = justNow()
    await watch.refresh(ROUTE, since, 0)
    expect(watch.read(ROUTE, since + 1)).to.equal(null)
    expect(watch.read('another', since)).to.equal(null)
    watch.keepOnly(new Set())
    expect(watch.read(ROUTE, since)).to.equal(null)
  })

  it('is told of the short window by itself, too', async () => {
    const since = justNow()
    await watch.refresh(ROUTE, since, 0)
    await compared(since, 10)
    await watch.refresh(ROUTE, since, 1)
    await compared(since, 4, [PRICE])
    await watch.refresh(ROUTE, since, 1)
    const known = watch.read(ROUTE, since)
    expect(known).to.deep.include({ pairs: 14, mismatches: 4 })
    expect(known?.recent).to.deep.include({ pairs: 4, mismatches: 4 })
  })

  it('counts as proven what the candidate shows and legacy never does, and not what both show', async () => {
    const since = Date.now() - 5 * MINUTE_MS
    const later = since + 2 * MINUTE_MS
    await compared(later, 400, [], 'legacy')
    await compared(later, 100, [TIME], 'legacy')
    await compared(later, 380)
    await compared(later, 100, [TIME])
    await compared(later, 20, [PRICE])
    await watch.refresh(ROUTE, since, 0)
    expect(watch.read(ROUTE, since)).to.deep.include({ pairs: 500, mismatches: 20, real: 20 })
  })

  it('counts as a mismatch, but not as proven, what legacy was not compared with itself for', async () => {
    const since = Date.now() - 5 * MINUTE_MS
    await compared(since + 2 * MINUTE_MS, 20, [PRICE])
    await watch.refresh(ROUTE, since, 0)
    expect(watch.read(ROUTE, since)).to.deep.include({ pairs: 20, mismatches: 20, real: 0 })
  })
})
