import { expect } from 'chai'
import fc from 'fast-check'
import { addressOf, placeOf } from '../app/place.ts'

describe('addressOf', () => {
  it('is read back by placeOf, whatever routes and signatures are called', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.isWellFormed())
    fc.assert(
      fc.property(
        fc.array(word),
        fc.dictionary(fc.stringMatching(/^[a-z]+$/), word, { noNullPrototype: true }),
        (path, query) => {
          expect(placeOf(addressOf(path, query))).to.deep.equal({ path, query })
        },
      ),
    )
  })

  it('that is broken leads somewhere all the same', () => {
    expect(placeOf('#/route/%E0%A4')).to.deep.equal({ path: ['route', '%E0%A4'], query: {} })
  })
})
