import { expect } from 'chai'
import { parsePlan } from '@strangler/migration-plan'
import { cpuTime } from './support/cpu-time.ts'
import { planText, problemsOf, type WrittenRoute } from './support/plans.ts'

const list = <Item>(length: number, item: (at: number) => Item): readonly Item[] =>
  Array.from({ length }, (_, at) => item(at))
const routes = (count: number, more: (at: number) => object = () => ({})): readonly WrittenRoute[] =>
  list(count, (at) => ({ match: { path: `/a${at}` }, candidate: 'new', ...more(at) }))
const upstreams = (count: number): object => ({
  old: { url: 'http://old' },
  ...Object.fromEntries(list(count, (at) => [`u${at}`, { url: 'http://u' }])),
})

/** Plans near the largest that are read. An unbounded algorithm takes minutes over each. */
const plans: readonly (readonly [string, () => string])[] = [
  ['waits for routes that are not there', () => planText(routes(8000, () => ({ after: ['zzzz9'] })))],
  [
    'names an upstream that is not one of 20,000',
    () =>
      planText(
        routes(4000, () => ({ candidate: 'q' })),
        { upstreams: upstreams(20_000) },
      ),
  ],
  [
    'waits in a circle of 8,000 with shortcuts',
    () =>
      planText(routes(8000, (at) => ({ after: [(at + 1) % 8000, at >> 1, at >> 2].map((to) => `r${to}`) }))),
  ],
  [
    'has 60,000 addresses',
    () => planText([], { upstreams: { old: { urls: list(60_000, (at) => `http://h${at % 1000}`) } } }),
  ],
  [
    'has 20,000 windows',
    () =>
      planText(
        routes(1, () => ({
          gates: {
            windows: {
              allow: list(20_000, () => 'Mon 09:00-10:00'),
              deny: list(20_000, () => 'Mon 09:00-10:00'),
            },
          },
        })),
      ),
  ],
  ['repeats a key 50,000 times', () => `{${'"a": 1, '.repeat(50_000)}"a": 1}`],
  ['is all quotes', () => '"'.repeat(100_000)],
]

describe('parsePlan of a hostile plan', () => {
  for (const [name, text] of plans)
    it(`that ${name} comes to an end`, () => {
      const written = text()
      expect(cpuTime(() => expect(parsePlan(written).ok).to.equal(false))).to.be.below(15_000)
    }).timeout(120_000)

  it('tells that defaults, filled in everywhere, are too much', () => {
    const rules = list(5000, () => ({ ignore: '$.a' }))
    expect(problemsOf(planText(routes(1000), { defaults: { compare: { rules } } }))).to.have.length(1)
    expect(problemsOf(planText(routes(1000), { defaults: { compare: { rules } } })).join()).to.match(
      /defaults: at each of 1000 routes this is more than a plan can hold; write less into `defaults`, or split/,
    )
    expect(problemsOf(planText(routes(100), { defaults: { compare: { rules } } }))).to.deep.equal([])
  })

  it('tells of bytes that are no text', () => {
    const text = Buffer.from([0xff, 0xfe, 0x00, 0x61, 0x80, 0xc3]).toString('utf8')
    expect(problemsOf(text)).to.have.length(1)
  })
})
