import { expect } from 'chai'
import fc from 'fast-check'
import { parseCookies } from '../src/django/cookies.ts'

describe('parseCookies', () => {
  for (const [name, header, cookies] of [
    ['no header', undefined, {}],
    ['an empty header', '', {}],
    ['one cookie', 'session=123', { session: '123' }],
    ['several', 'a=1; b=2;c=3', { a: '1', b: '2', c: '3' }],
    ['of one name the last', 'session=1; session=2', { session: '2' }],
    ['blanks around names and values', ' a = 1 ;\tb =2', { a: '1', b: '2' }],
    ['a value with equals signs', 'a=b=c==', { a: 'b=c==' }],
    ['a value without a name', 'lonely; a=1', { '': 'lonely', a: '1' }],
    ['an empty value', 'a=; b=1', { a: '', b: '1' }],
    ['nothing between semicolons', ';; ; =;a=1', { a: '1' }],
    ['a quoted value', 'session=""; a="1 2"', { session: '', a: '1 2' }],
    ['a quoted value with escapes', String.raw`a="say \"hi\" \\"`, { a: 'say "hi" \\' }],
    ['a lone quotation mark', 'a="; b="1', { a: '"', b: '"1' }],
    ['percent signs as they are', 'a=%41', { a: '%41' }],
  ] as const)
    it(`reads ${name}`, () => {
      expect({ ...parseCookies(header) }).to.deep.equal(cookies)
    })

  it('takes names like __proto__ for names', () => {
    const cookies = parseCookies('__proto__=x; a=1')
    expect(Object.keys(cookies)).to.deep.equal(['__proto__', 'a'])
    expect(cookies).not.to.have.property('constructor')
  })

  it('gives back what a browser sends, whatever the names and values', () => {
    const part = fc.stringMatching(/^[!#-:<>-~]+$/).filter((one) => !one.includes('=') && !one.includes('"'))
    fc.assert(
      fc.property(fc.dictionary(part, part), (cookies) => {
        const header = Object.entries(cookies).map(([name, value]) => `${name}=${value}`)
        expect({ ...parseCookies(header.join('; ')) }).to.deep.equal({ ...cookies })
      }),
    )
  })

  it('reads any header without a fault', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        for (const value of Object.values(parseCookies(header))) expect(value).to.be.a('string')
      }),
    )
  })
})
