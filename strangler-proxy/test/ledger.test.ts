import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { compare, compileRules, redact, type Answer, type Batch, type Pair } from '@strangler/comparison'
import { expect } from 'chai'
import { createPatience } from '../src/shadowing/patience.ts'
import { Ledger } from '../src/shadowing/ledger.ts'
import { createOutbox } from '../src/shadowing/outbox.ts'

const DAYS = 7
const MINUTES_OF_A_DAY = 24 * 60
const PAIRS_OF_A_MINUTE = 10
/** In minutes. */
const FETCHED_EVERY = 240
const BEGAN = Date.UTC(2026, 0, 5)
const ROUTES = ['list', 'search', 'login']

describe('what comparing learns within a week', function () {
  this.timeout(60_000)
  const rules = compileRules([])
  const answerOf = (body: string, at: number, truncated = false): Answer => ({
    ...{ status: 200, headers: [['Content-Type', 'application/json']], body: Buffer.from(body) },
    ...{ truncated, durationMs: 5, at },
  })
  /** Four in five are equal; the others differ in ways that never end, some of them large. */
  const pairOf = (number: number, at: number): Pair => {
    const route = ROUTES[number % ROUTES.length] ?? ''
    const isEqual = number % 5 > 0
    const key = `k${(number * 7919).toString(36).replaceAll(/\d/g, 'x')}`
    const pad = number < 150 ? 'x'.repeat(400_000) : ''
    const value = (own: string): string =>
      JSON.stringify({ [key.repeat(number % 77 === 0 ? 200 : 1)]: own, pad })
    return {
      route,
      request: { method: 'GET', target: `/${number}`, headers: [], body: new Uint8Array() },
      legacy: answerOf(value('a'), at),
      candidate: answerOf(value(isEqual ? 'a' : 'b'), at),
    }
  }
  const pairsOf = ({ findings }: Batch): number =>
    findings.reduce((sum, { outcomes }) => outcomes.reduce((own, { count }) => own + count, sum), 0)
  const bodiesOf = (examples: Batch['examples']): number =>
    examples
      .flatMap(({ pair }) => [pair.legacy, pair.candidate])
      .reduce((sum, { body }) => sum + (body?.length ?? 0), 0)

  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heapMb = (): number => {
    collect()
    return process.memoryUsage().heapUsed / 2 ** 20
  }

  const [fetched, forgotten] = [new Ledger(redact), new Ledger(redact)]
  const patience = createPatience()
  /** Of each batch that was fetched; none is kept whole. */
  const sizes: { readonly pairs: number; readonly bytes: number; readonly bodies: number }[] = []
  const told: string[] = []
  const heaps: number[] = []
  let longest = 0

  before(async () => {
    const outbox = createOutbox('one', () => Promise.resolve([{ ...fetched.take(), shed: [] }]))
    for (let minute = 0; minute < DAYS * MINUTES_OF_A_DAY; minute++) {
      for (let each = 0; each < PAIRS_OF_A_MINUTE; each++) {
        const number = minute * PAIRS_OF_A_MINUTE + each
        const pair = pairOf(number, BEGAN + minute * 60_000)
        const comparison = compare(pair, rules)
        if (comparison.differences.length > 0) patience.note(pair.route, false)
        const against = number % 10 === 0 ? 'legacy' : 'candidate'
        for (const ledger of [fetched, forgotten]) ledger.add({ against, pair, comparison, rules: [] })
      }
      if (minute % FETCHED_EVERY < FETCHED_EVERY - 1) continue
      const { batches } = await outbox.report(sizes.length)
      for (const batch of batches) {
        const { signatures, examples } = batch
        sizes.push({ pairs: pairsOf(batch), bytes: JSON.stringify(batch).length, bodies: bodiesOf(examples) })
        told.push(...signatures.map(({ difference }) => difference.signature))
        longest = Math.max(longest, ...signatures.map(({ difference }) => difference.place.length))
      }
      if (minute % MINUTES_OF_A_DAY === MINUTES_OF_A_DAY - 1) heaps.push(heapMb())
    }
  })

  it('is all counted, whatever there is no room to tell apart', () => {
    const pairs = sizes.reduce((sum, each) => sum + each.pairs, 0)
    expect(pairs).to.equal(DAYS * MINUTES_OF_A_DAY * PAIRS_OF_A_MINUTE)
    expect(new Set(told).size).to.equal(told.length)
    expect(told.length).to.be.within(5000, 5000 + ROUTES.length)
    expect(told).to.include('list others')
    expect(longest).to.equal(500)
  })

  it('takes no more memory on the last day than on the second', () => {
    expect(heaps).to.have.length(DAYS)
    expect((heaps.at(-1) ?? 0) - (heaps[1] ?? 0), heaps.join(' ')).to.be.below(5)
  })

  it('is told in reports of bounded size', () => {
    expect(Math.max(...sizes.map(({ bytes }) => bytes))).to.be.below(20_000_000)
    expect(Math.max(...sizes.map(({ bodies }) => bodies))).to.be.within(8_000_000, 16_000_000)
  })

  it('stays within its bounds where nobody ever fetches it: the oldest minutes go', () => {
    const left = forgotten.take()
    expect(left.findings.length).to.equal(2000)
    expect(Math.max(...left.findings.map(({ minute }) => minute))).to.equal(
      BEGAN / 60_000 + DAYS * MINUTES_OF_A_DAY - 1,
    )
    expect(left.examples.length).to.be.at.most(50)
    expect(JSON.stringify(left).length).to.be.below(30_000_000)
  })
})
