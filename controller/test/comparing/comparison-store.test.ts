import { expect } from 'chai'
import { controllerDatabase } from '../support/controller-process.ts'
import { aBatch, aDifference, anExample, findings, THIS_MINUTE } from '../support/reports.ts'
import { createComparisonStore, type ComparisonStore } from '../../src/store/comparison-store.ts'
import type { StoreLimits } from '../../src/store/comparisons/record-batch.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'

const SINCE = new Date((THIS_MINUTE - 60) * 60_000)
const PRICE = aDifference('$.price')
const NAME = aDifference('$.name')
const LIMITS: StoreLimits = {
  counts: { signatures: 12, sets: 6, setsOfAMinute: 4 },
  examples: { perSignature: 3, count: 8, bytes: 20_000 },
}

describe('createComparisonStore', () => {
  let database: Awaited<ReturnType<typeof controllerDatabase>>
  let db: Database
  let store: ComparisonStore
  beforeEach(async () => {
    database = await controllerDatabase()
    db = openDatabase(database.url, () => undefined)
    store = createComparisonStore(db, LIMITS)
  })
  afterEach(async () => {
    await db.destroy()
    await database.close()
  })

  const counted = async (): Promise<number> =>
    (await store.outcomes({ since: SINCE })).reduce((sum, { count }) => sum + count, 0)
  const heads = () => store.exampleHeads({ route: 'static', limit: 1000 })

  it('counts a batch once, however often it comes', async () => {
    const batch = aBatch(1, { findings: [findings({ outcomes: [{ signatures: [], count: 7 }] })] })
    expect(await store.record('a', batch)).to.equal(true)
    expect(await store.record('a', batch)).to.equal(false)
    expect(await counted()).to.equal(7)
  })

  it('counts a batch once where two count it at the same time', async () => {
    const batch = aBatch(1, { findings: [findings({ outcomes: [{ signatures: [], count: 7 }] })] })
    const outcome = await Promise.all([1, 2, 3].map(() => store.record('a', batch)))
    expect(outcome.filter(Boolean)).to.have.length(1)
    expect(await counted()).to.equal(7)
  })

  it('adds up the instances of several proxies, whose numbers are their own', async () => {
    for (const [instance, number] of [
      ['a', 1],
      ['b', 1],
      ['a', 2],
    ] as const) {
      const own = findings({ outcomes: [{ signatures: [PRICE.signature, NAME.signature], count: 2 }] })
      await store.record(instance, aBatch(number, { findings: [own] }))
    }
    expect(await store.outcomes({ since: SINCE })).to.deep.equal([
      {
        route: 'static',
        against: 'candidate',
        signatures: [NAME.signature, PRICE.signature].toSorted(),
        count: 6,
      },
    ])
  })

  it('counts nothing of a batch that cannot be written whole', async () => {
    const good = findings({ outcomes: [{ signatures: [], count: 1 }] })
    const bad = { ...anExample([PRICE]), id: 'no uuid' }
    let refused = false
    await store.record('a', aBatch(1, { findings: [good], examples: [bad] })).catch(() => (refused = true))
    expect(refused).to.equal(true)
    expect(await counted()).to.equal(0)
    expect(await store.record('a', aBatch(1, { findings: [good] }))).to.equal(true)
    expect(await counted()).to.equal(1)
  })

  it('knows when a difference was seen first and last', async () => {
    const at = (minute: number) =>
      findings({ minute, outcomes: [{ signatures: [PRICE.signature], count: 1 }] })
    const told = { route: 'static', difference: PRICE }
    await store.record('a', aBatch(1, { findings: [at(THIS_MINUTE - 9)], signatures: [told] }))
    await store.record('a', aBatch(2, { findings: [at(THIS_MINUTE - 2)] }))
    await store.record('b', aBatch(1, { findings: [at(THIS_MINUTE - 12)], signatures: [told] }))
    expect((await store.signatures('static')).get(PRICE.signature)).to.deep.equal({
      difference: PRICE,
      firstSeen: new Date((THIS_MINUTE - 12) * 60_000),
      lastSeen: new Date((THIS_MINUTE - 2) * 60_000),
    })
  })

  it('tells at once what was seen since, and what ever was', async () => {
    const at = (minute: number, names: readonly string[]) =>
      findings({ minute, outcomes: [{ signatures: names, count: 2 }] })
    const own = [at(THIS_MINUTE, []), at(THIS_MINUTE - 30, []), at(THIS_MINUTE - 30, [PRICE.signature])]
    await store.record('a', aBatch(1, { findings: own }))
    const since = new Date(Date.now() - 600_000)
    const { outcomes, ever } = await store.outcomesAndEver({ route: 'static', since })
    expect(outcomes).to.deep.equal(await store.outcomes({ route: 'static', since }))
    expect(outcomes.map(({ signatures, count }) => [signatures, count])).to.deep.equal([[[], 2]])
    expect(ever).to.deep.equal(await store.outcomes({ route: 'static', since: new Date(0) }))
    expect(ever).to.have.length(2)
    expect((await store.outcomesAndEver({ route: 'other', since })).ever).to.deep.equal([])
  })

  it('keeps a bounded, fair choice of how long pairs took', async () => {
    for (let number = 1; number <= 30; number++) {
      const latency = [1, 2, 3].map(() => ({ legacyMs: number, candidateMs: number }))
      await store.record('a', aBatch(number, { findings: [findings({ latency })] }))
    }
    const kept = (await store.latency({ since: SINCE })).get('static') ?? []
    expect(kept).to.have.length(10)
    // All ten from the first third: one chance in 57,000.
    expect(kept.some(({ legacyMs }) => legacyMs > 10)).to.equal(true)
  })

  it('adds up what was shed, what was cut and which rules fired', async () => {
    const parts = {
      findings: [
        findings({
          partial: 2,
          ruledOut: [
            { rule: 'the second', times: 3 },
            { rule: 'the ninth', times: 1 },
          ],
        }),
      ],
      shed: [{ route: 'static', cause: 'busy', count: 4 } as const],
    }
    for (const number of [1, 2]) await store.record('a', aBatch(number, parts))
    expect((await store.partial({ since: SINCE })).get('static')).to.equal(4)
    expect((await store.shed({ since: SINCE })).get('static')).to.deep.equal({ busy: 8 })
    expect([...(await store.rules({ route: 'static', since: SINCE }))]).to.deep.equal([
      ['the ninth', 2],
      ['the second', 6],
    ])
  })

  it('keeps so many examples of each difference, and one for as long as any difference needs it', async () => {
    for (let number = 1; number <= 20; number++)
      await store.record('a', aBatch(number, { examples: [anExample([PRICE])] }))
    const rare = anExample([PRICE, NAME])
    await store.record('a', aBatch(21, { examples: [rare] }))
    const kept = await heads()
    expect(kept.filter(({ signatures }) => signatures.includes(PRICE.signature))).to.have.length(3)
    expect(kept.map(({ id }) => id)).to.include(rare.id)
    const ofName = { route: 'static', signature: NAME.signature, limit: 9 }
    expect((await store.exampleHeads(ofName)).map(({ id }) => id)).to.deep.equal([rare.id])
  })

  it('lets the oldest examples go where all together are too many or too large', async () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      anExample([aDifference(`$.p${index}`)], { at: Date.now() - index * 1000 }),
    )
    await store.record('a', aBatch(1, { examples: many }))
    const ids = many.map(({ id }) => id)
    expect((await heads()).map(({ id }) => id)).to.deep.equal(ids.slice(0, 8))
    const large = anExample([aDifference('$.large')], { body: 'x'.repeat(18_000), at: Date.now() + 1000 })
    await store.record('a', aBatch(2, { examples: [large] }))
    const [first, ...others] = await heads()
    expect(first?.id).to.equal(large.id)
    expect(others.length).to.be.below(3)
  })

  it('gives an example back as it came, whatever its bodies hold', async () => {
    const odd = anExample([PRICE], { body: 'NUL \0, half \ud83d, ü' })
    await store.record('a', aBatch(1, { examples: [odd] }))
    expect(await store.example(odd.id)).to.deep.equal(odd)
    expect(await store.example('00000000-0000-4000-8000-000000000000')).to.equal(null)
  })

  it('deletes what is older, and keeps what is not', async () => {
    const told = { route: 'static', difference: PRICE }
    const old = findings({
      ...{ minute: THIS_MINUTE - 30, ruledOut: [{ rule: 'the first', times: 1 }] },
      outcomes: [{ signatures: [PRICE.signature], count: 1 }],
    })
    const recent = findings({ outcomes: [{ signatures: [], count: 2 }] })
    const examples = [anExample([PRICE], { at: Date.now() - 1_800_000 }), anExample([NAME])]
    const parts = { findings: [old, recent], signatures: [told], examples }
    await store.record('a', aBatch(1, parts))
    await store.prune(new Date(Date.now() - 600_000))
    expect(await counted()).to.equal(2)
    expect((await store.signatures('static')).size).to.equal(0)
    expect((await heads()).map(({ id }) => id)).to.deep.equal([examples[1]?.id])
    expect((await store.rules({ route: 'static', since: SINCE })).size).to.equal(0)
    expect(await db.selectFrom('comparison_set').selectAll().execute()).to.have.length(1)
    expect(await store.record('a', aBatch(1, parts))).to.equal(false)
  })

  it('tells so many differences of a route apart, the most frequent first, and counts the rest as others', async () => {
    const places = Array.from({ length: 10 }, (_, index) => aDifference(`$.p${index}`))
    const outcomes = places.map(({ signature }, index) => ({ signatures: [signature], count: index + 1 }))
    const signatures = places.map((difference) => ({ route: 'static', difference }))
    const examples = places.map((difference) => anExample([difference]))
    const counts = { signatures: 6, sets: 50, setsOfAMinute: 50 }
    const bounded = createComparisonStore(db, { ...LIMITS, counts })
    await bounded.record('a', aBatch(1, { findings: [findings({ outcomes })], signatures, examples }))
    const known = [...(await store.signatures('static')).keys()]
    const frequent = [4, 5, 6, 7, 8, 9].map((index) => `static value $.p${index}`)
    expect(known).to.have.members([...frequent, 'static others'])
    const seen = await store.outcomes({ since: SINCE })
    expect(seen.find((outcome) => outcome.signatures.includes('static others'))?.count).to.equal(
      1 + 2 + 3 + 4,
    )
    expect(await counted()).to.equal(55)
    expect((await heads()).flatMap((head) => head.signatures)).to.have.members(frequent)
    await bounded.record('a', aBatch(2, { findings: [findings({ outcomes })], signatures }))
    expect([...(await store.signatures('static')).keys()]).to.have.members(known)
    expect(await counted()).to.equal(110)
  })

  it('tells so many sets of differences apart, in all and in a minute', async () => {
    const [a, b, c] = ['$.a', '$.b', '$.c'].map((place) => aDifference(place).signature) as [
      string,
      string,
      string,
    ]
    const sets = [[a], [b], [c], [a, b], [a, c], [b, c], [a, b, c]]
    const of = (minute: number, own: readonly string[][]) =>
      findings({ minute, outcomes: own.map((signatures) => ({ signatures, count: 1 })) })
    await store.record(
      'a',
      aBatch(1, { findings: [of(THIS_MINUTE, sets), of(THIS_MINUTE - 1, sets.slice(4))] }),
    )
    await store.record('b', aBatch(1, { findings: [of(THIS_MINUTE, sets)] }))
    const rows = await db
      .selectFrom('comparison_outcome')
      .selectAll()
      .where('minute', '=', THIS_MINUTE)
      .execute()
    expect(rows).to.have.length(LIMITS.counts.setsOfAMinute + 1)
    expect(await db.selectFrom('comparison_set').selectAll().execute()).to.have.length(LIMITS.counts.sets + 1)
    expect(await counted()).to.equal(17)
  })

  it('never takes more than it has room for, whoever counts at the same time', async () => {
    const batches = Array.from({ length: 4 }, (_, at) => {
      const own = Array.from({ length: 5 }, (__, index) => aDifference(`$.of${at}.p${index}`).signature)
      return aBatch(1, {
        findings: [findings({ outcomes: own.map((name) => ({ signatures: [name], count: 1 })) })],
      })
    })
    await Promise.all(batches.map((batch, at) => store.record(`proxy-${at}`, batch)))
    const known = [...(await store.signatures('static')).keys()]
    expect(known.filter((signature) => signature !== 'static others')).to.have.length(
      LIMITS.counts.signatures,
    )
    expect(await counted()).to.equal(20)
  })

  it('adds minutes that are older than a day up to hours, and counts the same', async () => {
    const now = new Date()
    const hour = Math.floor(THIS_MINUTE / 60) * 60 - 30 * 60
    const minutes = [hour, hour + 1, hour + 59, hour + 60, THIS_MINUTE - 60]
    for (const [at, minute] of minutes.entries()) {
      const latency = Array.from({ length: 4 }, () => ({ legacyMs: at, candidateMs: at }))
      const own = { outcomes: [{ signatures: [PRICE.signature], count: 2 }], partial: 1, latency }
      await store.record('a', aBatch(at + 1, { findings: [findings({ minute, ...own })] }))
    }
    const since = new Date((hour - 60) * 60_000)
    const told = async (): Promise<unknown> => [
      await store.outcomes({ since }),
      await store.partial({ since }),
      (await store.signatures('static')).get(PRICE.signature),
    ]
    const before = await told()
    await store.prune(new Date(0), now)
    await store.prune(new Date(0), now)
    expect(await told()).to.deep.equal(before)
    const kept = await db.selectFrom('comparison_outcome').select('minute').orderBy('minute').execute()
    expect(kept.map(({ minute }) => minute)).to.deep.equal([hour, hour + 60, THIS_MINUTE - 60])
    // Twelve of the first hour, of which as many stay as of a minute.
    expect((await store.latency({ since })).get('static')).to.have.length(10 + 4 + 4)
  })
})
