import { expect } from 'chai'
import { chooseOneOf, didYouMean } from '@strangler/migration-plan'

describe('didYouMean', () => {
  for (const [word, meant] of [
    ['frontned', 'frontend'],
    ['Users', 'users'],
    ['user', 'users'],
    ['thoughs', 'thoughts'],
    ['billing', undefined],
    ['', undefined],
  ] as const)
    it(`takes ${JSON.stringify(word)} for ${meant ?? 'nothing that is known'}`, () => {
      expect(didYouMean(word, ['frontend', 'users', 'thoughts'])).to.equal(meant)
    })

  it('does not take a short word for any other short word', () => {
    expect(didYouMean('x', ['a', 'b'])).to.equal(undefined)
  })
})

describe('chooseOneOf', () => {
  it('names the likely word, else the known ones', () => {
    expect(chooseOneOf('usres', ['users', 'static'])).to.equal('did you mean "users"?')
    expect(chooseOneOf('zzz', ['users', 'static'])).to.equal('known are users, static')
    expect(chooseOneOf('zzz', ['users'])).to.equal('write users')
    expect(chooseOneOf('zzz', [])).to.equal('none is known')
  })

  it('does not recite a long list', () => {
    const known = Array.from({ length: 100 }, (_, at) => `route-number-${at}`)
    expect(chooseOneOf('x', known)).to.match(/ and 88 more$/)
  })
})
