import { expect } from 'chai'
import { createMetricsWatch, type MetricsWatch, type Standing } from '../../src/evidence/metrics-watch.ts'
import type { MetricAnswer } from '../../src/evidence/prometheus.ts'

const ERRORS = { name: 'errors', query: 'e{r="{{route}}"}', max: 1, min: null }
const LOOK_MS = 10_000

describe('what is watched of metrics', () => {
  let answer: MetricAnswer
  let asked: string[]
  let watch: MetricsWatch
  let now: number
  const standing: Standing = { route: 'static', gates: [ERRORS], since: 1 }
  beforeEach(() => {
    answer = { value: 2, says: '2' }
    asked = []
    now = 0
    watch = createMetricsWatch({
      ask(query) {
        asked.push(query)
        return Promise.resolve(answer)
      },
    })
  })
  const look = async (at = standing): Promise<number | undefined> => {
    await watch.refresh(at, now)
    now += LOOK_MS
    return watch.read(at)?.[0]?.looksBeyond
  }

  it('is asked at once, for the route, and every ten seconds from then on', async () => {
    expect(watch.read(standing)).to.equal(null)
    for (const [at, times] of [
      [0, 1],
      [9999, 1],
      [10_000, 2],
      [19_999, 2],
      [20_000, 3],
    ] as const) {
      await watch.refresh(standing, at)
      expect(asked, `${at} ms`).to.have.length(times)
    }
    expect(new Set(asked)).to.deep.equal(new Set(['e{r="static"}']))
  })

  it('counts the looks in a row that find a value beyond its limit', async () => {
    expect([await look(), await look(), await look(), await look()]).to.deep.equal([1, 2, 3, 4])
    answer = { value: 1, says: '1' }
    expect(await look()).to.equal(0)
    expect(watch.read(standing)).to.deep.equal([
      { name: 'errors', value: 1, isWithin: true, says: '1', looksBeyond: 0 },
    ])
    answer = { value: 3, says: '3' }
    expect(await look()).to.equal(1)
  })

  it('begins anew after a look without a value', async () => {
    expect([await look(), await look()]).to.deep.equal([1, 2])
    answer = { value: null, says: 'no data' }
    expect(await look()).to.equal(0)
    expect(watch.read(standing)).to.deep.equal([
      { name: 'errors', value: null, isWithin: null, says: 'no data', looksBeyond: 0 },
    ])
    answer = { value: 2, says: '2' }
    expect(await look()).to.equal(1)
  })

  for (const [what, other] of [
    ['where the route stands elsewhere', { ...standing, since: 2 }],
    ['by another limit', { ...standing, gates: [{ ...ERRORS, max: 1.5 }] }],
    ['by another query', { ...standing, gates: [{ ...ERRORS, query: 'f' }] }],
  ] as const)
    it(`says nothing ${what}, and begins anew there at once`, async () => {
      await look()
      await look()
      expect(watch.read(other)).to.equal(null)
      now -= LOOK_MS - 1
      expect(await look(other)).to.equal(1)
    })

  it('forgets routes that nobody asks for any more', async () => {
    await look()
    watch.keepOnly(new Set(['search']))
    expect(watch.read(standing)).to.equal(null)
  })

  it('says that there is nobody to ask', async () => {
    watch = createMetricsWatch(null)
    await look()
    expect(watch.read(standing)).to.deep.equal([
      {
        ...{ name: 'errors', value: null, isWithin: null, looksBeyond: 0 },
        says: 'the controller has no PROMETHEUS_URL to ask',
      },
    ])
  })
})
