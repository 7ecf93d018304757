import {
  ComparisonError,
  compileRules,
  type Rule,
  type Scalar,
  type Selector,
  type SelectorStep,
} from '@strangler/comparison'
import { expect } from 'chai'
import { compared, inJson, inPage, told, type AnswerParts } from './support/pairs.ts'

const key = (name: string | null, deep = false): SelectorStep => ({ by: 'name', deep, name })
const any: SelectorStep = { by: 'index', index: null }
const nth = (index: number): SelectorStep => ({ by: 'index', index })
const having = (name: string, value: string, word = false): SelectorStep => ({
  by: 'attribute',
  name,
  value,
  word,
})
const at = (steps: readonly SelectorStep[], attribute: string | null = null): Selector => ({
  in: 'body',
  steps,
  attribute,
})
const ignore = (selector: Selector): Rule => ({ kind: 'ignore', at: selector })

/** Two answers that differ as the rule allows, and two that differ a little more or elsewhere. */
const CASES: readonly {
  readonly name: string
  readonly rule: Rule
  readonly allowed: readonly [AnswerParts, AnswerParts]
  readonly refused: readonly [AnswerParts, AnswerParts]
  readonly times?: number
}[] = [
  {
    name: 'ignore of a key of JSON',
    rule: ignore(at([key('a'), any, key('b')])),
    allowed: [inJson({ a: [{ b: 1 }, { b: 2 }] }), inJson({ a: [{ b: 3 }, {}] })],
    refused: [inJson({ a: [{ b: 1, c: 1 }] }), inJson({ a: [{ b: 2, c: 2 }] })],
    times: 2,
  },
  {
    name: 'ignore at any depth',
    rule: ignore(at([key('x', true)])),
    allowed: [inJson({ a: { x: { deep: 1 } }, x: 1 }), inJson({ a: { x: { deep: 2 } }, x: 2 })],
    refused: [inJson({ a: { x: 1, y: 1 } }), inJson({ a: { x: 1, y: 2 } })],
    times: 2,
  },
  {
    name: 'ignore of one item',
    rule: ignore(at([key('a'), nth(0)])),
    allowed: [inJson({ a: ['x', 'y'] }), inJson({ a: ['z', 'y'] })],
    refused: [inJson({ a: ['x', 'y'] }), inJson({ a: ['x', 'z'] })],
  },
  {
    name: 'ignore of an attribute',
    rule: ignore(at([key('form', true), key('input', true), having('name', 'when')], 'value')),
    allowed: [
      inPage('<form><p><input name=when value=1></form>'),
      inPage('<form><p><input name=when value=2></form>'),
    ],
    refused: [
      inPage('<form><input name=when value=1 size=1></form>'),
      inPage('<form><input name=when value=1></form>'),
    ],
  },
  {
    name: 'ignore of an element with all in it',
    rule: ignore(at([key('div', true), having('class', 'ad', true)])),
    allowed: [
      inPage('<div class="ad big"><p>buy <b>this</b></p></div><p>x</p>'),
      inPage('<div class="ad big"><i>or that</i></div><p>x</p>'),
    ],
    refused: [inPage('<div class=add>x</div>'), inPage('<div class=add>y</div>')],
    times: 2,
  },
  {
    name: 'ignore of an element that one side does not have',
    rule: ignore(at([key('html'), key('body'), key('div'), having('id', 'banner')])),
    allowed: [inPage('<div id=banner>x</div><p>y</p>'), inPage('<p>y</p>')],
    refused: [inPage('<div id=banner>x</div><p>y</p>'), inPage('')],
  },
  {
    name: 'ignore of a header',
    rule: ignore({ in: 'header', name: 'x-build' }),
    allowed: [{ headers: [['X-Build', '1']] }, { headers: [['x-build', '2']] }],
    refused: [{ headers: [['X-Built', '1']] }, {}],
  },
  {
    name: 'ignore of a cookie',
    rule: ignore({ in: 'cookie', name: 'ab' }),
    allowed: [{ headers: [['Set-Cookie', 'ab=1; Path=/']] }, { headers: [['Set-Cookie', 'ab=2']] }],
    refused: [{ headers: [['Set-Cookie', 'AB=1']] }, {}],
    times: 2,
  },
  {
    name: 'replace',
    rule: { kind: 'replace', at: at([key('a', true)], 'href'), pattern: '^https?://[^/]+(/.*)', with: '$1' },
    allowed: [inPage('<a href="http://old/x">y</a>'), inPage('<a href="https://new.example/x">y</a>')],
    refused: [inPage('<a href="http://old/x">y</a>'), inPage('<a href="https://new.example/z">y</a>')],
  },
  {
    name: 'replace in a header',
    rule: { kind: 'replace', at: { in: 'header', name: 'location' }, pattern: '^http://[^/]+', with: '' },
    allowed: [{ headers: [['Location', 'http://old/x']] }, { headers: [['Location', '/x']] }],
    refused: [{ headers: [['Location', 'http://old/x']] }, { headers: [['Location', '/y']] }],
  },
  {
    name: 'tolerance for numbers',
    rule: { kind: 'tolerance', at: at([key('price', true)]), of: 'number', within: 0.01 },
    allowed: [inJson([{ price: 0.3 }, { price: '5.00 €' }]), inJson([{ price: 0.29 }, { price: '5.01 €' }])],
    refused: [inJson({ price: 0.3 }), inJson({ price: 0.28 })],
    times: 2,
  },
  {
    name: 'tolerance for times',
    rule: { kind: 'tolerance', at: at([key('at')]), of: 'time', within: 5000 },
    allowed: [inJson({ at: '1962-05-11T09:53:41Z' }), inJson({ at: '1962-05-11T11:53:46+02:00' })],
    refused: [inJson({ at: '1962-05-11T09:53:41Z' }), inJson({ at: '1962-05-11T09:53:47Z' })],
  },
  {
    name: 'unordered, of a list',
    rule: { kind: 'unordered', at: at([key('tags')]) },
    allowed: [inJson({ tags: ['a', 'b', 'c', 'a'] }), inJson({ tags: ['c', 'a', 'a', 'b'] })],
    refused: [inJson({ tags: ['a', 'b', 'c', 'a'] }), inJson({ tags: ['c', 'a', 'b', 'b'] })],
  },
  {
    name: 'unordered, of an element',
    rule: { kind: 'unordered', at: at([key('ul', true)]) },
    allowed: [inPage('<ul><li>a<li>b<li>c</ul>'), inPage('<ul><li>c<li>a<li>b</ul>')],
    refused: [inPage('<ol><li>a<li>b<li>c</ol>'), inPage('<ol><li>c<li>a<li>b</ol>')],
  },
  {
    name: 'rename of a key',
    rule: { kind: 'rename', at: at([key('user_name', true)]), to: 'userName' },
    allowed: [
      inJson([{ user_name: 'bruce' }, { user_name: 'peter' }]),
      inJson([{ userName: 'bruce' }, { userName: 'peter' }]),
    ],
    refused: [inJson({ user_name: 'bruce' }), inJson({ userName: 'peter' })],
    times: 2,
  },
  {
    name: 'rename of an element',
    rule: { kind: 'rename', at: at([key('b', true)]), to: 'strong' },
    allowed: [inPage('<p><b>x</b>'), inPage('<p><strong>x</strong>')],
    refused: [inPage('<p><i>x</i>'), inPage('<p><strong>x</strong>')],
  },
  {
    name: 'rename of an attribute',
    rule: { kind: 'rename', at: at([key('p', true)], 'data-a'), to: 'data-b' },
    allowed: [inPage('<p data-a=1>x'), inPage('<p data-b=1>x')],
    refused: [inPage('<p data-a=1>x'), inPage('<p data-b=2>x')],
  },
  {
    name: 'rename of a header',
    rule: { kind: 'rename', at: { in: 'header', name: 'x-old' }, to: 'X-New' },
    allowed: [{ headers: [['X-Old', '1']] }, { headers: [['X-New', '1']] }],
    refused: [{ headers: [['X-Old', '1']] }, { headers: [['X-New', '2']] }],
  },
  {
    name: 'rename of a cookie',
    rule: { kind: 'rename', at: { in: 'cookie', name: 'old' }, to: 'new' },
    allowed: [{ headers: [['Set-Cookie', 'old=1']] }, { headers: [['Set-Cookie', 'new=1']] }],
    refused: [{ headers: [['Set-Cookie', 'old=1']] }, { headers: [['Set-Cookie', 'new=2']] }],
  },
  {
    name: 'equate',
    rule: { kind: 'equate', at: at([key('active', true)]), values: [true, 1, 'yes', null] as Scalar[] },
    allowed: [inJson([{ active: true }, { active: 1 }]), inJson([{ active: 'yes' }, { active: null }])],
    refused: [inJson({ active: true }), inJson({ active: 2 })],
    times: 2,
  },
]

describe('rules', () => {
  for (const { name, rule, allowed, refused, times = 1 } of CASES) {
    it(`${name} rules that out, and counts it`, () => {
      expect(told(compared(...allowed)), 'without the rule').to.not.be.empty
      const { ruledOut, ...comparison } = compared(...allowed, [rule])
      expect(told({ ...comparison, ruledOut })).to.deep.equal([])
      expect(ruledOut).to.deep.equal([{ rule: 0, times }])
    })

    it(`${name} rules no more out than that`, () => {
      expect(told(compared(...refused, [rule]))).to.not.be.empty
    })
  }

  it('tolerate nothing in what is of another type', () => {
    const tolerance = { kind: 'tolerance', at: at([]), within: 60_000 } as const
    for (const [one, other] of [
      [7, '7'],
      [null, 'null'],
      [true, 'true'],
      [1262304000, '1262304000'],
    ] as const)
      for (const kind of ['number', 'time'] as const) {
        const rule = { ...tolerance, of: kind }
        expect(told(compared(inJson({ a: one }), inJson({ a: other }), [rule]))).to.deep.equal(['type $.a'])
      }
  })

  it('let parts come in any order that are alike but for swapped values', () => {
    const sizes = [1, 2, 3, 4].flatMap((width) => [1, 2, 3, 4].map((height) => ({ width, height })))
    const json = (list: readonly object[]): AnswerParts => inJson({ sizes: list })
    const page = (list: typeof sizes): AnswerParts =>
      inPage(`<ul>${list.map(({ width, height }) => `<li data-a=${width} data-b=${height}>x`).join('')}</ul>`)
    const rule = (step: SelectorStep): Rule => ({ kind: 'unordered', at: at([step]) })
    const back = sizes.toReversed()
    expect(told(compared(json(sizes), json(back), [rule(key('sizes'))]))).to.deep.equal([])
    expect(told(compared(page(sizes), page(back), [rule(key('ul', true))]))).to.deep.equal([])
  })

  it('rename nothing to what is there already', () => {
    const rule: Rule = { kind: 'rename', at: at([key('a')]), to: 'b' }
    expect(told(compared(inJson({ a: 1, b: 2 }), inJson({ b: 2 }), [rule]))).to.deep.equal([
      'field-missing $.a',
    ])
  })

  it('hold one after the other, and each counts what it ruled out itself', () => {
    const rules: readonly Rule[] = [
      { kind: 'replace', at: at([key('n')]), pattern: ' EUR$', with: '' },
      { kind: 'tolerance', at: at([key('n')]), of: 'number', within: 1 },
      ignore(at([key('gone')])),
    ]
    const { ruledOut, differences } = compared(inJson({ n: '5 EUR', gone: 1 }), inJson({ n: '6' }), rules)
    expect(differences).to.be.empty
    expect(ruledOut).to.deep.equal([
      { rule: 1, times: 1 },
      { rule: 2, times: 1 },
    ])
  })

  it('do not count where the answers are equal', () => {
    const rules = CASES.map(({ rule }) => rule)
    const page = inPage('<div class=ad>x</div><ul><li>a</ul><a href="http://old/x">y</a>')
    expect(compared(page, page, rules).ruledOut).to.deep.equal([])
  })

  it('refuse patterns that may take years', () => {
    const rule = (pattern: string): Rule => ({ kind: 'replace', at: at([]), pattern, with: '' })
    for (const pattern of ['(?=a)b', String.raw`(a)\1`, '('])
      expect(() => compileRules([rule(pattern)]))
        .to.throw(ComparisonError, 'write it without look-around and references back')
        .with.property('code', 'ERR_COMPARISON_PATTERN')
  })

  it('apply patterns that made other engines take years at once', () => {
    const rule: Rule = { kind: 'replace', at: at([]), pattern: '(a+)+$', with: '' }
    const started = performance.now()
    const text = 'a'.repeat(20_000)
    compared(inJson({ n: `${text}!` }), inJson({ n: `${text}?` }), [rule])
    expect(performance.now() - started).to.be.below(5000)
  })
})
