import { expect } from 'chai'
import type { RankedDifference } from '../app/api/comparison-answers.ts'
import { ruleDrafts, ruleOf, yamlOf } from '../app/views/differences/rule-draft.ts'

describe('ruleDrafts', () => {
  const rulesFor = (legacy: string | null, candidate: string | null, kind = 'value') =>
    ruleDrafts({
      selector: '$.a',
      place: '$.a',
      kind,
      values: { legacy, candidate },
    } as RankedDifference).map(({ rule }) => rule)

  const cases = [
    { name: 'numbers', given: rulesFor('1.5', '2'), first: { tolerance: { at: '$.a', numeric: 0.5 } } },
    {
      name: 'times',
      given: rulesFor('2026-01-31T12:00:00Z', '2026-01-31T12:00:03Z'),
      first: { tolerance: { at: '$.a', time: '3s' } },
    },
    {
      name: 'words',
      given: rulesFor('yes', 'true'),
      first: { equate: { at: '$.a', values: ['yes', true] } },
    },
    { name: 'lists', given: rulesFor(null, null, 'order'), first: { unordered: '$.a' } },
    { name: 'what only one side has', given: rulesFor(null, 'x'), first: { ignore: '$.a' } },
  ]
  for (const { name, given, first } of cases)
    it(`offers for ${name} the rule that hides least first, and to ignore the place last`, () => {
      expect(given[0]).to.deep.equal(first)
      expect(given.at(-1)).to.deep.equal({ ignore: '$.a' })
    })
})

describe('ruleOf', () => {
  it('accepts one rule, and nothing else', () => {
    expect(ruleOf('{"ignore":"$.a"}')).to.deep.equal({ ignore: '$.a' })
    for (const text of ['', '[]', '{}', 'null', '"$.a"', '{"ignore":"$.a","unordered":"$.b"}'])
      expect(ruleOf(text), text).to.equal(null)
  })
})

describe('yamlOf', () => {
  it('quotes what YAML would read otherwise', () => {
    expect(yamlOf('search', { ignore: '$.a[name=b]: # c' })).to.contain('- ignore: "$.a[name=b]: # c"\n')
  })
})
