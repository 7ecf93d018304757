import {
  compare,
  compileRules,
  suggestRules,
  type CompiledRules,
  type Difference,
  type Rule,
  type Selector,
} from '@strangler/comparison'
import { formatProblem, parsePlan, parseSelector } from '@strangler/migration-plan'
import { expect } from 'chai'
import { drawPage, drawToken, writePage } from '../comparison/test/support/pages.ts'
import { aPair, inJson, inPage, type AnswerParts } from '../comparison/test/support/pairs.ts'
import { createDraw } from '../comparison/test/support/random.ts'

const selectorOf = (text: string): Selector => {
  const parsed = parseSelector(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.reason}`)
  return parsed.selector
}

/** The rules of a plan that writes them so, ready to compare by. */
function rulesOf(written: readonly object[]): CompiledRules {
  const parsed = parsePlan(
    JSON.stringify({
      apiVersion: 'strangler/v1',
      kind: 'MigrationPlan',
      name: 'shop',
      legacy: 'old',
      upstreams: { old: { url: 'http://old:80' }, new: { url: 'http://new:80' } },
      routes: [
        { id: 'a', match: { path: '/a' }, candidate: 'new', compare: { sample: '1%', rules: written } },
      ],
    }),
  )
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'))
  const rules = parsed.plan.routes[0]!.compare.rules
  return compileRules(rules.map((rule): Rule => ({ ...rule, at: selectorOf(rule.at) })))
}

const differencesOf = (legacy: AnswerParts, candidate: AnswerParts, written: readonly object[] = []) =>
  compare(aPair(legacy, candidate), rulesOf(written)).differences

describe('the rules of a plan', () => {
  const page = (token: string, host: string): AnswerParts => ({
    ...inPage(
      `<form class="wide"><p><input name="ref" value="${token}"></p></form><a id="x" href="http://${host}/">x</a>`,
    ),
    headers: [['X-Build', token]],
  })
  const rules = [
    { ignore: 'css:form.wide input[name=ref]@value' },
    { replace: { at: '$..a[id=x]@href', pattern: '^https?://[^/]+', with: '' } },
    { ignore: 'header:X-Build' },
  ]

  it('rule out in pages what their selectors name, and nothing else', () => {
    const pair = [page('1', 'old'), page('2', 'new')] as const
    expect(differencesOf(...pair)).to.have.length(3)
    expect(differencesOf(...pair, rules)).to.deep.equal([])
    for (const rule of rules) expect(differencesOf(...pair, [rule])).to.have.length(2)
  })

  it('rule out in JSON what their selectors name', () => {
    const legacy = {
      tags: ['a', 'b'],
      price: 1.0,
      created: '1962-05-11T09:53:41Z',
      user_name: 'x',
      active: true,
    }
    const candidate = {
      tags: ['b', 'a'],
      price: 1.01,
      created: '1962-05-11T09:53:44Z',
      userName: 'x',
      active: 'yes',
    }
    const pair = [inJson(legacy), inJson(candidate)] as const
    expect(differencesOf(...pair).map(({ kind }) => kind)).to.have.members([
      'order',
      'value',
      'time',
      'field-missing',
      'field-extra',
      'type',
    ])
    expect(
      differencesOf(...pair, [
        { unordered: '$.tags' },
        { tolerance: { at: '$.price', numeric: 0.01 } },
        { tolerance: { at: '$..created', time: '5s' } },
        { rename: { at: '$..user_name', to: 'userName' } },
        { equate: { at: '$.active', values: [true, 1, 'yes'] } },
      ]),
    ).to.deep.equal([])
  })

  /** The rules that are proposed where legacy shows the same against itself. */
  const suggested = (differences: readonly Difference[]): readonly object[] =>
    suggestRules(
      differences.map((example) => ({
        example,
        candidate: { differing: 60, of: 60 },
        legacy: { differing: 60, of: 60 },
      })),
    ).map(({ rule }) => rule)

  it('can be those that are suggested for noise, which then is gone', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const draw = createDraw(seed)
      const loose = { shuffle: true, blanks: true, comments: true, token: drawToken(draw) }
      const [legacy, other] = [drawPage(draw), drawPage(draw)]
      // The same cards in another order, with other words, and another form above them.
      const candidate = { ...other, user: legacy.user, cards: draw.shuffled(legacy.cards).slice(1) }
      const pair = [
        { body: writePage(legacy, draw, loose) },
        { body: writePage(candidate, draw, loose) },
      ] as const
      const differences = differencesOf(...pair)
      expect(differences, `seed ${seed}`).to.not.be.empty
      const kept = differencesOf(...pair, suggested(differences))
      expect(kept, `seed ${seed}`).to.deep.equal([])
    }
  })

  it('are suggested for no answer as a whole, and for nothing that is real', () => {
    const [status] = differencesOf(inPage('x'), { ...inPage('x'), status: 500 })
    expect(suggested([status!])).to.deep.equal([])
    const [value] = differencesOf(inJson({ a: 1 }), inJson({ a: 2 }))
    const counts = { candidate: { differing: 60, of: 60 }, legacy: { differing: 0, of: 60 } }
    expect(suggestRules([{ example: value!, ...counts }])).to.deep.equal([])
  })
})
