import { expect } from 'chai'
import fc from 'fast-check'
import { compareVersions } from '@mythoughts/kit'

describe('compareVersions', () => {
  const ascending = [
    'v0.9',
    'v1.0-rc1',
    'v1.0-rc2',
    'v1.0-rc10',
    'v1.0',
    'v1.0-3-gabc123',
    'v1.0.1',
    'v1.6',
    'v1.10',
    'v2.0',
  ]
  it('orders versions as people do, whatever their order was', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(ascending, { minLength: ascending.length }), (shuffled) => {
        expect(shuffled.toSorted((a, b) => compareVersions(a, b) ?? Number.NaN)).to.deep.equal(ascending)
      }),
    )
  })

  it('takes v1 and v1.0 and 1.0.0 for the same', () => {
    expect([compareVersions('v1', 'v1.0'), compareVersions('v1', '1.0.0')]).to.deep.equal([0, 0])
  })

  it('does not compare what is no version', () => {
    for (const text of ['', 'latest', 'v', 'v1.', 'unknown', '1..2'])
      expect(compareVersions(text, 'v1')).to.equal(undefined)
  })
})
