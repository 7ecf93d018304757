import { expect } from 'chai'
import fc from 'fast-check'
import { parseSelector, type Selector, type SelectorStep } from '@strangler/migration-plan'

const name = (text: string | null, deep = false): SelectorStep => ({ by: 'name', deep, name: text })
const index = (at: number | null): SelectorStep => ({ by: 'index', index: at })
const having = (attribute: string, value: string, word = false): SelectorStep => ({
  by: 'attribute',
  name: attribute,
  value,
  word,
})
const body = (steps: readonly SelectorStep[], attribute: string | null = null): Selector => ({
  in: 'body',
  steps,
  attribute,
})

describe('parseSelector', () => {
  for (const [text, selector] of [
    ['$', body([])],
    ['$.a.b[0]', body([name('a'), name('b'), index(0)])],
    ['$..x', body([name('x', true)])],
    ['$.*[*]', body([name(null), index(null)])],
    [`$["a b"]['c"d']`, body([name('a b'), name('c"d')])],
    [
      '$.html..input[name=csrfmiddlewaretoken]@value',
      body([name('html'), name('input', true), having('name', 'csrfmiddlewaretoken')], 'value'),
    ],
    ['$..div[CLASS~="card"]@ID', body([name('div', true), having('class', 'card', true)], 'id')],
    [
      'css:form input[name=csrfmiddlewaretoken]@value',
      body([name('form', true), name('input', true), having('name', 'csrfmiddlewaretoken')], 'value'),
    ],
    [
      'css:UL.list > li#first[title="a b"] @ID',
      body(
        [
          name('ul', true),
          having('class', 'list', true),
          name('li'),
          having('id', 'first'),
          having('title', 'a b'),
        ],
        'id',
      ),
    ],
    ['css:.card *', body([name(null, true), having('class', 'card', true), name(null, true)])],
    ['header:Set-Cookie', { in: 'header', name: 'set-cookie' }],
    ['cookie:Session', { in: 'cookie', name: 'Session' }],
  ] as const)
    it(`reads ${text}`, () => {
      expect(parseSelector(text)).to.deep.equal({ ok: true, selector })
    })

  for (const [text, reason] of [
    ['', 'it starts with neither $, css:, header: nor cookie:'],
    ['a', 'it starts with neither $, css:, header: nor cookie:'],
    ['$$', 'it cannot be read from character 2 on'],
    ['$.', 'it cannot be read from character 2 on'],
    ['$...a', 'it cannot be read from character 2 on'],
    ['$.a b', 'it cannot be read from character 4 on'],
    ['$.a["b]', 'it cannot be read from character 4 on'],
    ['$.a@b.c', 'it cannot be read from character 4 on'],
    ['css:', 'it cannot be read from character 5 on'],
    ['css:a >', 'it cannot be read from character 8 on'],
    ['css:a, b', 'it cannot be read from character 6 on'],
    ['css:li:first-child', 'it cannot be read from character 7 on'],
    ['header: x', 'no header or cookie has such a name'],
    [`$.${'a'.repeat(500)}`, 'it is longer than 500 characters'],
  ] as const)
    it(`rejects ${text.slice(0, 20) || 'nothing'}`, () => {
      expect(parseSelector(text)).to.deep.equal({ ok: false, reason })
    })

  it('never throws', () => {
    const bits = fc.constantFrom(
      '$',
      '.',
      '..',
      'a',
      '*',
      '[',
      ']',
      '0',
      '"',
      "'",
      '=',
      '~',
      '@',
      'header:',
      'css:',
      '>',
      '#',
      ' ',
    )
    fc.assert(fc.property(fc.array(bits), (parts) => void parseSelector(parts.join(''))))
  })
})
