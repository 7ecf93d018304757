import { expect } from 'chai'
import { askSql } from '../../../tests/support/ask-sql.ts'
import { createDatabase } from '../../../tests/support/database.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'
import { migrateSchema } from '../../src/store/migrate-schema.ts'
import { createTrafficStore, type TrafficStore, type TrafficWindow } from '../../src/store/traffic-store.ts'

const HOUR = 3_600_000
const BEGIN = Date.UTC(2026, 10, 20, 10)
const EVER = new Date(0)

function aWindow(minute: number, requests: number, more: Partial<TrafficWindow> = {}): TrafficWindow {
  const side = { requests, errors: 1, durations: { 10: requests - 1, more: 1 } }
  return {
    ...{ route: 'static', at: new Date(BEGIN + minute * 60_000 + 500), seconds: 60 },
    ...{ legacy: side, candidate: { requests: 0, errors: 0, durations: {} } },
    ...more,
  }
}

describe('the store of traffic', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>
  let db: Database
  let store: TrafficStore
  before(async () => {
    database = await createDatabase()
    await migrateSchema(database.url)
    db = openDatabase(database.url, () => undefined)
    store = createTrafficStore(db)
  })
  beforeEach(() => askSql(database.url, 'truncate traffic_window'))
  after(async () => {
    await db.destroy()
    await database.close()
  })

  const kept = (route = 'static'): Promise<readonly TrafficWindow[]> => store.windows({ route, since: EVER })
  const requests = async (route = 'static'): Promise<number> =>
    (await kept(route)).reduce((sum, { legacy }) => sum + legacy.requests, 0)

  it('gives windows as they were written, oldest first, those of one route', async () => {
    const [one, two] = [aWindow(0, 5), aWindow(1, 7)]
    await store.save([two, aWindow(0, 9, { route: 'search' }), one])
    expect(await kept()).to.deep.equal([one, two])
  })

  it('gives those of a time, its end left out', async () => {
    const [one, two, three] = [aWindow(0, 1), aWindow(1, 1), aWindow(2, 1)]
    await store.save([one, two, three])
    expect(await store.windows({ since: two.at, until: three.at })).to.deep.equal([two])
  })

  it('takes what is written twice as the later state of the same window', async () => {
    await store.save([aWindow(0, 5)])
    const later = aWindow(0, 8, { seconds: 30 })
    await store.save([later])
    expect(await kept()).to.deep.equal([later])
  })

  it('writes nothing where there is nothing', async () => {
    await store.save([])
    expect(await kept()).to.deep.equal([])
  })

  it('takes all that waited for a database that was long away at once', async () => {
    await store.save(Array.from({ length: 10_000 }, (_, at) => aWindow(at, 2)))
    expect(await requests()).to.equal(20_000)
  })

  it('forgets what is too old, and adds hours up, each route by itself, nothing counted twice', async () => {
    await store.save([
      aWindow(-600, 9),
      ...Array.from({ length: 120 }, (_, minute) => aWindow(minute, 2)),
      aWindow(5, 3, { route: 'search' }),
    ])
    const prune = (): Promise<void> => store.prune(new Date(BEGIN - HOUR), new Date(BEGIN + HOUR))
    await prune()
    const [hour, ...rest] = await kept()
    expect(hour).to.deep.equal({
      route: 'static',
      at: new Date(BEGIN),
      seconds: 3600,
      legacy: { requests: 120, errors: 60, durations: { 10: 60, more: 60 } },
      candidate: { requests: 0, errors: 0, durations: {} },
    })
    expect(rest).to.deep.equal(Array.from({ length: 60 }, (_, minute) => aWindow(60 + minute, 2)))
    expect(await kept('search')).to.deep.equal([
      { ...aWindow(5, 3, { route: 'search' }), at: new Date(BEGIN) },
    ])
    await prune()
    expect(await requests()).to.equal(240)
    expect(await kept()).to.have.length(61)
  })

  it('adds what is written of an hour after it was added up to it', async () => {
    await store.save([aWindow(1, 4)])
    await store.prune(EVER, new Date(BEGIN + HOUR))
    await store.save([aWindow(2, 6)])
    await store.prune(EVER, new Date(BEGIN + HOUR))
    const [hour, ...rest] = await kept()
    expect(hour).to.deep.include({ at: new Date(BEGIN), seconds: 120 })
    expect(hour?.legacy).to.deep.equal({ requests: 10, errors: 2, durations: { 10: 8, more: 2 } })
    expect(rest).to.deep.equal([])
  })

  it('adds up a hundred thousand windows in seconds, and reads the latest of them', async () => {
    await askSql(
      database.url,
      `insert into traffic_window select 'route' || (n % 10), timestamptz '2026-11-01T00:00:30Z' + n / 10 * interval '1 minute',
        60, 1, 0, '{"10":1}', 1, 0, '{"20":1}' from generate_series(0, 99999) n`,
    )
    const read = await store.windows({ since: EVER })
    expect(read).to.have.length(50_000)
    expect(read.at(-1)?.at).to.deep.equal(new Date(Date.UTC(2026, 10, 1, 0, 0, 30) + 9999 * 60_000))
    await store.prune(EVER, new Date('2026-12-01'))
    const [counts] = await askSql(
      database.url,
      'select count(*)::int as windows, sum(legacy_requests)::int as requests from traffic_window',
    )
    expect(counts).to.deep.equal({ windows: 1670, requests: 100_000 })
  }).timeout(60_000)
})
