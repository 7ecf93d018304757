import { expect } from 'chai'
import fc from 'fast-check'
import { lastValue, parseQuery, parseTarget } from '../src/django/paths.ts'

/** A target as Node gives it: one character for each byte. */
const wire = (target: string): string => Buffer.from(target, 'utf8').toString('latin1')
const escaped = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

const wellFormed = fc.string({ unit: 'binary' })

describe('parseTarget', () => {
  for (const [target, path, search] of [
    ['/', '/', ''],
    ['/login/', '/login/', ''],
    ['/login?next=%2Fa&b=%zz+c', '/login', '?next=%2Fa&b=%zz+c'],
    ['/search?a?b', '/search', '?a?b'],
    ['/search?', '/search', '?'],
    ['/%74houghts/', '/thoughts/', ''],
    ['/%2F%2e%3f', '//.?', ''],
    ['/%2574', '/%74', ''],
    ['/100%', '/100%', ''],
    ['/%zz%4', '/%zz%4', ''],
    ['/a+b', '/a+b', ''],
    ['/%C5%BC%c3%b3', '/żó', ''],
    [wire('/żó'), '/żó', ''],
    ['/%ff', '/\uFFFD', ''],
    ['/%C5', '/\uFFFD', ''],
    ['/%00', '/\0', ''],
    ['/./login/', '/./login/', ''],
    ['//', '//', ''],
    ['?a=1', '/', '?a=1'],
    ['http://shop.example/login/?a=1', '/login/', '?a=1'],
    ['HTTPS://shop.example?a=1', '/', '?a=1'],
    ['http://shop.example', '/', ''],
    ['/http://shop.example/', '/http://shop.example/', ''],
  ] as const)
    it(`reads ${JSON.stringify(target)} as ${JSON.stringify(path)} and ${JSON.stringify(search)}`, () => {
      expect(parseTarget(target)).to.include({ path, search })
    })

  it('keeps path and query as they came beside what they mean', () => {
    expect(parseTarget('/%74houghts?q=%C5%BC')).to.deep.equal({
      path: '/thoughts',
      rawPath: '/%74houghts',
      search: '?q=%C5%BC',
    })
  })

  it('decodes any path once, escaped or not', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const path = `/${text}`
        expect(parseTarget(escaped(Buffer.from(path))).path).to.equal(path)
        fc.pre(!/[?%]/.test(text))
        expect(parseTarget(wire(path)).path).to.equal(path)
      }),
    )
  })
})

describe('parseQuery', () => {
  const entries = (query: string): [string, string][] => [...parseQuery(Buffer.from(query, 'latin1'))]

  for (const [query, expected] of [
    ['', []],
    ['search=X', [['search', 'X']]],
    [
      'a=1&b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'a=1&a=2',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['a', [['a', '']]],
    ['a=', [['a', '']]],
    ['=a', [['', 'a']]],
    ['&&a=1&', [['a', '1']]],
    ['a=b=c', [['a', 'b=c']]],
    ['a=1;b=2', [['a', '1;b=2']]],
    ['a+b=c+d', [['a b', 'c d']]],
    ['a=%2B%20%26', [['a', '+ &']]],
    ['a=%', [['a', '%']]],
    ['a=%zz%4', [['a', '%zz%4']]],
    ['a=%C5%BC', [['a', 'ż']]],
    [wire('a=ż'), [['a', 'ż']]],
    ['a=%ff', [['a', '\uFFFD']]],
    ['a=\xff', [['a', '\uFFFD']]],
    ['a=x%C5y', [['a', 'x\uFFFDy']]],
    ['a=%00', [['a', '\0']]],
    ['a=%EF%BB%BFb', [['a', '\uFEFFb']]],
    ['a=x%0D%0Ay', [['a', 'x\r\ny']]],
    ['?a=1', [['?a', '1']]],
  ] as const)
    it(`reads ${JSON.stringify(query)} as ${JSON.stringify(expected)}`, () => {
      expect(entries(query)).to.deep.equal(expected)
    })

  it('gives back what a browser encodes, whatever the names and values', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(wellFormed, wellFormed)), (pairs) => {
        expect(entries(new URLSearchParams(pairs).toString())).to.deep.equal(pairs)
      }),
    )
  })

  it('reads any bytes without a fault, escaped or not, as UTF-8', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(entries(`a=${escaped(bytes)}`)).to.deep.equal([['a', Buffer.from(bytes).toString('utf8')]])
        expect([...parseQuery(Buffer.from(bytes))]).to.be.an('array')
      }),
    )
  })
})

describe('lastValue', () => {
  it('is the last of several, and undefined without any', () => {
    const parameters = new URLSearchParams('search=a&search=b&search=&other=c')
    expect(lastValue(parameters, 'search')).to.equal('')
    expect(lastValue(parameters, 'other')).to.equal('c')
    expect(lastValue(parameters, 'none')).to.equal(undefined)
  })
})
